package io.runpaths.s3;

import io.runpaths.spi.Checksums;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.HttpTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpResponse;

/** S3's headers of an object, read from answers. */
final class ObjectHeaders {
  /** The prefix of user metadata. */
  static final String META = "x-amz-meta-";

  /** The metadata name of the random id that tells whose write it was. */
  static final String WRITE_ID = "runpaths-write";

  /** What an id begins with that the driver chose, because its caller gave none. */
  static final String OWN_ID = "s3-";

  /** The metadata name of a CRC-32C in hex, for servers that keep none themselves. */
  static final String OWN_CRC = "runpaths-crc32c";

  static final String OWN_CRC_HEADER = META + OWN_CRC;

  static final String CRC32C = "x-amz-checksum-crc32c";

  /** What a CRC-32C is of, and its value where that is the whole object. */
  static final String TYPE = "x-amz-checksum-type";

  static final String FULL = "FULL_OBJECT";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CRC_IN_HEX = Pattern.compile("[0-9a-f]{8}");

  private ObjectHeaders() {}

  /**
   * The stat of an object that was looked at or read.
   *
   * @param size its whole length in bytes
   */
  static ObjectStat stat(ObjectKey key, SdkHttpResponse http, long size) {
    ObjectStat.Builder stat =
        ObjectStat.builder(key, size, version(http, size), modified(http)).metadata(metadata(http));
    http.firstMatchingHeader("Content-Type").ifPresent(stat::contentType);
    date(http).ifPresent(stat::storeTime);
    wholeCrc(http).ifPresent(crc -> stat.checksums(checksums(crc)));
    return stat.build();
  }

  static Checksums checksums(int crc) {
    return Checksums.NONE.withCrc32c(Crc32c.hex(crc));
  }

  /** The CRC-32C of the whole object, if the server or the writer told it. */
  static Optional<Integer> wholeCrc(SdkHttpResponse http) {
    boolean composite = http.firstMatchingHeader(TYPE).filter("COMPOSITE"::equals).isPresent();
    // With some bytes of an object a server may tell the checksum of these, or of their part.
    boolean ofLess = http.statusCode() == 206 && !Extent.isWhole(http);
    Optional<Integer> kept =
        composite || ofLess
            ? Optional.empty()
            : http.firstMatchingHeader(CRC32C).flatMap(Crc32c::parse);
    return kept.isPresent() ? kept : own(http.firstMatchingHeader(OWN_CRC_HEADER));
  }

  /** The CRC-32C that a writer put into the metadata. */
  static Optional<Integer> own(Optional<String> header) {
    return header
        .filter(hex -> CRC_IN_HEX.matcher(hex).matches())
        .map(hex -> Integer.parseUnsignedInt(hex, 16));
  }

  /** The id of the write that made the object, if RunPaths wrote it. */
  static Optional<String> writeId(SdkHttpResponse http) {
    return http.firstMatchingHeader(META + WRITE_ID);
  }

  /** The version that an answer tells of. */
  static Version version(SdkHttpResponse http, long size) {
    return Versions.of(etag(http), size);
  }

  /** The ETag; {@link Answers} lets none pass without. */
  static String etag(SdkHttpResponse http) {
    return http.firstMatchingHeader("ETag").orElseThrow();
  }

  /** The server's clock at its answer. */
  static Optional<Instant> date(SdkHttpResponse http) {
    return http.firstMatchingHeader("Date").flatMap(HttpTime::parse);
  }

  /** When the object was written; for the answer to a write that is now, by the server's clock. */
  static Instant modified(SdkHttpResponse http) {
    return http.firstMatchingHeader("Last-Modified")
        .flatMap(HttpTime::parse)
        .or(() -> date(http))
        .orElse(Instant.EPOCH);
  }

  /** User metadata without what the driver itself adds. */
  static Map<String, String> metadata(SdkHttpResponse http) {
    Map<String, String> metadata = new TreeMap<>();
    for (Map.Entry<String, List<String>> header : http.headers().entrySet()) {
      String name = header.getKey();
      if (name.regionMatches(true, 0, META, 0, META.length()) && !header.getValue().isEmpty()) {
        metadata.put(
            name.substring(META.length()).toLowerCase(Locale.ROOT),
            String.join(",", header.getValue()));
      }
    }
    if (metadata.getOrDefault(WRITE_ID, "").startsWith(OWN_ID)) {
      metadata.remove(WRITE_ID);
    }
    metadata.remove(OWN_CRC);
    return metadata;
  }

  /** The number in a header; absent if there is none. */
  static Optional<Long> number(SdkHttpResponse http, String name) {
    return http.firstMatchingHeader(name).flatMap(ObjectHeaders::number);
  }

  /** The number that a text is; absent if it is none. */
  static Optional<Long> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }
}
