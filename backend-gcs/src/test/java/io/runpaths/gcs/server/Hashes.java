package io.runpaths.gcs.server;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * The two checksums of an object, as the JSON API writes them: base64 of the big-endian bytes.
 *
 * @param crc32c CRC32C (Castagnoli)
 * @param md5 MD5
 */
record Hashes(String crc32c, String md5) {

  static Hashes of(Content content) {
    CRC32C crc = new CRC32C();
    MessageDigest md5 = newMd5();
    for (byte[] piece : content.pieces()) {
      crc.update(piece);
      md5.update(piece);
    }
    byte[] four = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    return new Hashes(
        Base64.getEncoder().encodeToString(four), Base64.getEncoder().encodeToString(md5.digest()));
  }

  /** Holds these against what a sender said they would be. */
  void verify(Claimed claimed) {
    claimed
        .crc32c()
        .filter(said -> !said.equals(crc32c))
        .ifPresent(said -> mismatch("CRC32C", said, crc32c));
    claimed
        .md5()
        .filter(said -> !said.equals(md5))
        .ifPresent(said -> mismatch("MD5 hash", said, md5));
  }

  private static void mismatch(String what, String said, String found) {
    throw ApiError.invalid(
        "Provided %s \"%s\" doesn't match calculated %s \"%s\"."
            .formatted(what, said, what, found));
  }

  private static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
