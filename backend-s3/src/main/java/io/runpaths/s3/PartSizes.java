package io.runpaths.s3;

/**
 * How large parts are: few requests for large objects, at most {@value Multipart#MAX_PARTS} parts
 * for the largest.
 */
final class PartSizes {
  private static final long MIB = 1 << 20;

  /** The first part of a stream: what ends before is one small object. */
  private static final long FIRST = 8 * MIB;

  /** From this part on, those of a stream of unknown length are as large as 5 TiB need. */
  private static final int LATE = 5_000;

  private static final long LATE_SIZE = 1 << 30;

  private final long configured;
  private final boolean equal;

  /**
   * The sizes of one upload.
   *
   * @param configured the setting
   * @param equal whether the server wants all parts but the last of one size
   */
  PartSizes(long configured, boolean equal) {
    this.configured = configured;
    this.equal = equal;
  }

  /** The size of all parts but the last of an object of known length. */
  static long ofTotal(long total, long configured) {
    long least = (total + Multipart.MAX_PARTS - 1) / Multipart.MAX_PARTS;
    long rounded = (least + MIB - 1) / MIB * MIB;
    return Math.max(configured, rounded);
  }

  /** The size of a stream's part, from number 1. */
  long ofStream(int number) {
    if (equal) {
      return configured;
    }
    if (number > LATE) {
      return Math.max(configured, LATE_SIZE);
    }
    long size = FIRST;
    for (int n = 1; n < number && size < configured; n++) {
      size *= 3;
    }
    return Math.min(size, configured);
  }

  /** Whether a part may be sent before it has its size, to spare a file. */
  boolean mayBeShort(int number, long bytes) {
    return !equal && number < LATE / 2 && bytes >= FIRST;
  }
}
