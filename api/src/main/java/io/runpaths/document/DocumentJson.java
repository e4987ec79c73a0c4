package io.runpaths.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON of documents as bytes, with the limits of docs/FORMAT.md. Safe for use by threads. */
final class DocumentJson {
  /** No document is longer; the longest holds a configuration of at most 4 MiB, escaped. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final int MAX_DEPTH = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_BYTES)
                          .maxDocumentLength(MAX_BYTES)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final ObjectWriter WRITER = MAPPER.writerWithDefaultPrettyPrinter();

  private DocumentJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ObjectNode parse(byte[] bytes) throws JsonProcessingException {
    JsonNode node;
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      node = MAPPER.readTree(parser);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory cannot fail", e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new MalformedDocument("it is not a JSON object");
  }

  static byte[] bytes(ObjectNode document) {
    try {
      return (WRITER.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of plain values can always be written", e);
    }
  }

  /** A document that is JSON and yet not what it should be. */
  static final class MalformedDocument extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    MalformedDocument(String message) {
      super(message);
    }
  }
}
