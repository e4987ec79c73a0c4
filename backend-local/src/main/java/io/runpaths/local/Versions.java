package io.runpaths.local;

import io.runpaths.spi.Version;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The version tokens of files: the SHA-256 of up to {@link #SMALL} bytes, and for longer files the
 * inode, the time of modification and the size.
 */
final class Versions {
  /** The longest file whose version is the digest of its bytes. */
  static final int SMALL = 64 * 1024;

  private static final MessageDigest EMPTY = empty();

  private Versions() {}

  /** A fresh SHA-256: a copy, for that costs less than to find it among all algorithms. */
  static MessageDigest digest() {
    try {
      return (MessageDigest) EMPTY.clone();
    } catch (CloneNotSupportedException e) {
      // Another maker's, which need not be able to copy itself.
      return empty();
    }
  }

  private static MessageDigest empty() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** The version of a small file with these bytes. */
  static Version ofBytes(byte[] bytes) {
    return ofDigest(digest().digest(bytes));
  }

  /** The version of a small file whose bytes have this SHA-256. */
  static Version ofDigest(byte[] sha256) {
    return new Version("sha256:" + HexFormat.of().formatHex(sha256));
  }

  /** The version of a larger file. */
  static Version ofState(FileState state) {
    return new Version("file:" + state.identity() + "," + state.modified() + "," + state.size());
  }
}
