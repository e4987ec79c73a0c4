package io.runpaths.gcs.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** What came with a request; perhaps only the beginning of it, when the connection broke. */
final class Body {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final byte[] bytes;
  private final boolean whole;

  Body(byte[] bytes, boolean whole) {
    this.bytes = bytes;
    this.whole = whole;
  }

  /** False when the sender went away before it had sent what it announced. */
  boolean whole() {
    return whole;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Compressed for the journey only, as Google's Java client sends by default. */
  Body gunzipped() {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new Body(gzip.readAllBytes(), whole);
    } catch (IOException e) {
      throw ApiError.invalid("The body is not gzip: " + e.getMessage());
    }
  }

  /** The body as a JSON object; empty where there is none. */
  ObjectNode json() {
    return json(bytes);
  }

  static ObjectNode json(byte[] bytes) {
    if (bytes.length == 0) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode tree = JSON.readTree(bytes);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      if (tree.isMissingNode()) {
        return JSON.createObjectNode();
      }
    } catch (JsonProcessingException e) {
      throw new ApiError(400, "parseError", "Parse Error");
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
    throw new ApiError(400, "parseError", "Not a JSON object");
  }
}
