package io.runpaths.testkit.mem;

import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Checksums;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Version;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;

/** One version of one object. Immutable but for {@link MemStore#damage}. */
final class MemObject {
  private final byte[] bytes;
  private final long generation;
  private final Instant modified;
  private final String crc32c;
  private final String contentType;
  private final Map<String, String> metadata;

  /**
   * Takes the checksum of the bytes as they are now.
   *
   * @param bytes the content, which the caller gives away
   * @param generation a number that the store gives once
   * @param modified when it was written
   * @param contentType the media type, or empty
   * @param metadata names and values
   */
  MemObject(
      byte[] bytes,
      long generation,
      Instant modified,
      String contentType,
      Map<String, String> metadata) {
    this.bytes = bytes;
    this.generation = generation;
    this.modified = modified;
    this.crc32c = crc32c(bytes);
    this.contentType = contentType;
    this.metadata = metadata;
  }

  byte[] bytes() {
    return bytes;
  }

  Instant modified() {
    return modified;
  }

  String contentType() {
    return contentType;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  /** Whether the bytes are still those that were written. */
  boolean sound() {
    return crc32c(bytes).equals(crc32c);
  }

  Version version() {
    return new Version(Long.toString(generation));
  }

  /** What a store with these promises tells of the object. */
  ObjectStat stat(ObjectKey key, Capabilities promised, Instant now) {
    ObjectStat.Builder stat = ObjectStat.builder(key, bytes.length, version(), modified);
    if (promised.has(Capability.CHECKSUMS)) {
      stat.checksums(Checksums.NONE.withCrc32c(crc32c));
    }
    if (promised.has(Capability.METADATA)) {
      stat.metadata(metadata);
    }
    if (promised.has(Capability.CONTENT_TYPE) && !contentType.isEmpty()) {
      stat.contentType(contentType);
    }
    if (promised.has(Capability.STORE_TIME)) {
      stat.storeTime(now);
    }
    return stat.build();
  }

  private static String crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
