package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;

/**
 * Checksums as a sender gives them, in the metadata of an upload or in its {@code X-Goog-Hash}.
 *
 * @param crc32c CRC32C, if given
 * @param md5 MD5, if given
 */
record Claimed(Optional<String> crc32c, Optional<String> md5) {

  static Claimed inMetadata(JsonNode resource) {
    return new Claimed(text(resource, "crc32c"), text(resource, "md5Hash"));
  }

  /** The header's form is {@code crc32c=…,md5=…}. */
  static Claimed inHeader(Optional<String> header) {
    return new Claimed(entry(header, "crc32c="), entry(header, "md5="));
  }

  private static Optional<String> text(JsonNode resource, String field) {
    return Optional.ofNullable(resource.get(field)).map(JsonNode::asText);
  }

  private static Optional<String> entry(Optional<String> header, String name) {
    return header.stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(part -> part.startsWith(name))
        .map(part -> part.substring(name.length()))
        .findFirst();
  }
}
