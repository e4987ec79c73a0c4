package io.runpaths.spi.remote;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * CRC-32C (Castagnoli, <a href="https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4">RFC 3720</a>)
 * as a value: in hex as the SPI has it, in Base64 as object stores have it, and the combination of
 * two.
 */
public final class Crc32c {
  /** The reflected polynomial. */
  private static final int POLYNOMIAL = 0x82F63B78;

  private Crc32c() {}

  /**
   * The checksum of bytes.
   *
   * @param bytes where they are
   * @param offset the first
   * @param length how many
   * @return the value
   */
  public static int of(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  /**
   * As headers have it: big-endian, in Base64.
   *
   * @param crc the value
   * @return eight characters
   */
  public static String base64(int crc) {
    return Base64.getEncoder().encodeToString(ByteBuffer.allocate(4).putInt(crc).array());
  }

  /**
   * As the SPI has it.
   *
   * @param crc the value
   * @return eight digits
   */
  public static String hex(int crc) {
    return HexFormat.of().toHexDigits(crc);
  }

  /**
   * The value that a header holds.
   *
   * @param base64 the header
   * @return the value; absent if it is none, or one of parts (with a hyphen)
   */
  public static Optional<Integer> parse(String base64) {
    if (base64.length() != 8) {
      return Optional.empty();
    }
    try {
      return Optional.of(ByteBuffer.wrap(Base64.getDecoder().decode(base64)).getInt());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The checksum of two stretches of bytes in a row, from theirs: the first is carried over the
   * second's length by squaring the matrix of one zero bit, as zlib's {@code crc32_combine} does
   * (Mark Adler).
   *
   * @param first of the first stretch
   * @param second of the second
   * @param secondLength the second's length in bytes
   * @return of both
   */
  public static int combine(int first, int second, long secondLength) {
    if (secondLength == 0) {
      return first;
    }
    int[] even = new int[32];
    int[] odd = new int[32];
    odd[0] = POLYNOMIAL;
    for (int n = 1; n < 32; n++) {
      odd[n] = 1 << (n - 1);
    }
    square(even, odd);
    square(odd, even);
    int crc = first;
    long length = secondLength;
    while (true) {
      square(even, odd);
      if ((length & 1) != 0) {
        crc = times(even, crc);
      }
      length >>= 1;
      if (length == 0) {
        break;
      }
      square(odd, even);
      if ((length & 1) != 0) {
        crc = times(odd, crc);
      }
      length >>= 1;
      if (length == 0) {
        break;
      }
    }
    return crc ^ second;
  }

  private static int times(int[] matrix, int vector) {
    int sum = 0;
    for (int n = 0, rest = vector; rest != 0; n++, rest >>>= 1) {
      if ((rest & 1) != 0) {
        sum ^= matrix[n];
      }
    }
    return sum;
  }

  private static void square(int[] square, int[] matrix) {
    for (int n = 0; n < 32; n++) {
      square[n] = times(matrix, matrix[n]);
    }
  }
}
