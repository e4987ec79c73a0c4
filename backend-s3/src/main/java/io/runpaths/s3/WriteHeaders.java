package io.runpaths.s3;

import io.runpaths.s3.S3Options.ChecksumMode;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** S3's headers of writes, as the settings want them. */
final class WriteHeaders {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** From here on one more turn to the server is nothing beside the body, in bytes. */
  private static final long LARGE = 256 << 10;

  /** The header that tells who pays, and its one value. */
  static final String PAYER = "x-amz-request-payer";

  static final String REQUESTER = "requester";

  /** Checksums of a request's bytes. */
  enum Sum {
    /** S3's newer one, in a header of its own. */
    CRC32C,
    /** The old one, which all servers check. */
    MD5
  }

  private final S3Settings settings;

  WriteHeaders(S3Settings settings) {
    this.settings = settings;
  }

  /** The id of the write that these headers are for: its caller's, or else one chosen here. */
  static String writeId(Map<String, String> headers) {
    return headers.getOrDefault(ObjectHeaders.META + ObjectHeaders.WRITE_ID, "");
  }

  /** 128 random bits in hex. */
  static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** What every request bears. */
  Map<String, String> common() {
    Map<String, String> headers = new TreeMap<>();
    if (settings.requesterPays()) {
      headers.put(PAYER, REQUESTER);
    }
    return headers;
  }

  /** What makes a new object what it is: content type, metadata, storage class, encryption. */
  Map<String, String> object(PutOptions options) {
    Map<String, String> headers = placement();
    if (!options.contentType().isEmpty()) {
      headers.put("Content-Type", options.contentType());
    }
    options.metadata().forEach((name, value) -> headers.put(ObjectHeaders.META + name, value));
    headers.computeIfAbsent(
        ObjectHeaders.META + ObjectHeaders.WRITE_ID, id -> ObjectHeaders.OWN_ID + random());
    return headers;
  }

  /** How the settings want new objects kept. */
  Map<String, String> placement() {
    Map<String, String> headers = encrypted();
    if (settings.storageClass() != null) {
      headers.put("x-amz-storage-class", settings.storageClass());
    }
    return headers;
  }

  /** How the settings want all bytes encrypted; a bucket's policy may refuse others. */
  Map<String, String> encrypted() {
    Map<String, String> headers = common();
    if (settings.sse() != null) {
      headers.put("x-amz-server-side-encryption", settings.sse());
    }
    if (settings.kmsKey() != null) {
      headers.put("x-amz-server-side-encryption-aws-kms-key-id", settings.kmsKey());
    }
    return headers;
  }

  /**
   * Lets a server refuse a large body before it is sent. Otherwise it hangs up in the middle of it,
   * and its reason is lost with the connection.
   */
  static void expect(Map<String, String> headers, Payload payload) {
    if (payload.size() >= LARGE) {
      headers.put("Expect", "100-continue");
    }
  }

  /**
   * The condition of a write.
   *
   * @param bare whether the server wants ETags without their quotes
   */
  static void condition(Map<String, String> headers, Precondition precondition, boolean bare) {
    if (precondition instanceof Precondition.IfAbsent) {
      headers.put("If-None-Match", "*");
    } else if (precondition instanceof Precondition.IfVersion ifVersion) {
      headers.put(
          "If-Match",
          bare ? Versions.bareEtag(ifVersion.version()) : Versions.quotedEtag(ifVersion.version()));
    }
  }

  /** The checksums that the settings allow and that all servers take. */
  Set<Sum> oldSums() {
    return settings.checksums() == ChecksumMode.NONE ? Set.of() : Set.of(Sum.MD5);
  }

  /**
   * The checksums that go with bytes.
   *
   * @param op what they are for, for messages
   * @throws StorageException if the bytes cannot be read once more
   */
  static void checksums(Op op, Map<String, String> headers, Payload payload, Set<Sum> sums)
      throws StorageException {
    if (sums.contains(Sum.CRC32C)) {
      headers.put(ObjectHeaders.CRC32C, Crc32c.base64(payload.crc32c()));
    }
    if (sums.contains(Sum.MD5)) {
      headers.put("Content-MD5", payload.md5(op));
    }
  }
}
