package io.runpaths.gcs;

import com.google.api.client.http.HttpHeaders;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.HttpTime;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Google's headers of an object, read from answers that carry its bytes. */
final class ObjectHeaders {
  private static final String META = "x-goog-meta-";

  private ObjectHeaders() {}

  /**
   * The stat of an object that is read.
   *
   * @param version which it is
   * @param size its whole length in bytes
   * @param question asks for what the headers do not tell: Google's own leave out the metadata and
   *     the time of writing, other servers tell them
   */
  static ObjectStat stat(
      ObjectKey key,
      HttpHeaders headers,
      Version version,
      long size,
      ObjectStat.Question question) {
    Optional<Instant> modified = first(headers, "Last-Modified").flatMap(HttpTime::parse);
    Map<String, String> metadata = metadata(headers);
    ObjectStat.Builder stat =
        ObjectStat.builder(key, size, version, modified.orElse(Instant.EPOCH))
            .metadata(ObjectResources.metadata(metadata));
    if (modified.isEmpty() || metadata.isEmpty()) {
      stat.untold(question);
    }
    first(headers, "Content-Type").ifPresent(stat::contentType);
    date(headers).ifPresent(stat::storeTime);
    crc(headers).ifPresent(crc -> stat.checksums(ObjectResources.checksums(crc)));
    return stat.build();
  }

  /** The version that an answer tells of; Google's service always does. */
  static Optional<Version> version(HttpHeaders headers) {
    return number(headers, "X-Goog-Generation")
        .filter(generation -> generation > 0)
        .map(Versions::of);
  }

  /** The CRC-32C of the whole object, if it is told. */
  static Optional<Integer> crc(HttpHeaders headers) {
    return headers.getHeaderStringValues("X-Goog-Hash").stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .map(String::strip)
        .filter(hash -> hash.startsWith("crc32c="))
        .findFirst()
        .flatMap(hash -> Crc32c.parse(hash.substring("crc32c=".length())));
  }

  /** The server's clock at its answer. */
  static Optional<Instant> date(HttpHeaders headers) {
    return first(headers, "Date").flatMap(HttpTime::parse);
  }

  /** A header; absent if there is none. */
  static Optional<String> first(HttpHeaders headers, String name) {
    return Optional.ofNullable(headers.getFirstHeaderStringValue(name));
  }

  /** The number in a header; absent if there is none. */
  static Optional<Long> number(HttpHeaders headers, String name) {
    return first(headers, name).flatMap(Versions::number);
  }

  private static Map<String, String> metadata(HttpHeaders headers) {
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, Object> header : headers.entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(META)) {
        metadata.put(name.substring(META.length()), text(header.getValue()));
      }
    }
    return metadata;
  }

  private static String text(Object value) {
    return value instanceof Collection<?> all && all.size() == 1
        ? String.valueOf(all.iterator().next())
        : String.valueOf(value);
  }
}
