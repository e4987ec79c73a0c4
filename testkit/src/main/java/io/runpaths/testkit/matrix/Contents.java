package io.runpaths.testkit.matrix;

import java.util.Random;

/** The bytes that are written. */
final class Contents {
  /** What lies in the store before the operation. */
  static final byte[] OLD = noise(1, 2_000);

  /** What the operation writes. */
  static final byte[] NEW = noise(2, 3_000);

  private Contents() {}

  /** Bytes that do not compress and that no other seed gives. */
  static byte[] noise(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
