package io.runpaths.spi;

/** Which bytes of an object a read asks for. */
public sealed interface ByteRange {
  /** All bytes. */
  ByteRange ALL = new All();

  /**
   * All bytes from an offset on.
   *
   * @param offset the first byte, from 0
   * @return the range
   */
  static ByteRange from(long offset) {
    return offset == 0 ? ALL : new Slice(offset, Long.MAX_VALUE - offset);
  }

  /**
   * Some bytes from an offset on; fewer where the object ends before.
   *
   * @param offset the first byte, from 0
   * @param length how many bytes, at least 1
   * @return the range
   */
  static ByteRange of(long offset, long length) {
    return new Slice(offset, length);
  }

  /**
   * The last bytes; the whole object where it is shorter.
   *
   * @param length how many bytes, at least 1
   * @return the range
   */
  static ByteRange last(long length) {
    return new Suffix(length);
  }

  /** All bytes; also of an empty object. */
  record All() implements ByteRange {}

  /**
   * Bytes {@code offset} to {@code offset + length - 1}, cut at the object's end. An offset at or
   * behind the end is {@link RangeNotSatisfiableException}.
   *
   * @param offset the first byte, from 0
   * @param length how many bytes, at least 1
   */
  record Slice(long offset, long length) implements ByteRange {
    /** Validates: offset at least 0, length at least 1, and no overflow. */
    public Slice {
      if (offset < 0 || length < 1 || offset > Long.MAX_VALUE - length) {
        throw new IllegalArgumentException(
            "The range of " + length + " bytes from " + offset + " does not exist.");
      }
    }
  }

  /**
   * The last {@code length} bytes, or all of a shorter object. Of an empty object it is {@link
   * RangeNotSatisfiableException}.
   *
   * @param length how many bytes, at least 1
   */
  record Suffix(long length) implements ByteRange {
    /** Validates: length at least 1. */
    public Suffix {
      if (length < 1) {
        throw new IllegalArgumentException("A range of the last " + length + " bytes is empty.");
      }
    }
  }
}
