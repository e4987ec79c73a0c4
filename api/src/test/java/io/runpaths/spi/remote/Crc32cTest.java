package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Crc32cTest {
  private static int of(byte[] bytes) {
    return Crc32c.of(bytes, 0, bytes.length);
  }

  /** The examples of RFC 3720, appendix B.4. */
  @Test
  void theValuesAreThoseOfTheStandard() {
    byte[] zeros = new byte[32];
    byte[] ones = new byte[32];
    byte[] up = new byte[32];
    byte[] down = new byte[32];
    for (int n = 0; n < 32; n++) {
      ones[n] = (byte) 0xff;
      up[n] = (byte) n;
      down[n] = (byte) (31 - n);
    }
    assertEquals("8a9136aa", Crc32c.hex(of(zeros)));
    assertEquals("62a8ab43", Crc32c.hex(of(ones)));
    assertEquals("46dd794e", Crc32c.hex(of(up)));
    assertEquals("113fdb5c", Crc32c.hex(of(down)));
    assertEquals("00000000", Crc32c.hex(of(new byte[0])));
  }

  @Test
  void headersHoldItInBase64() {
    for (int crc : new int[] {0, 1, -1, 0x8a9136aa, Integer.MIN_VALUE}) {
      assertEquals(Optional.of(crc), Crc32c.parse(Crc32c.base64(crc)));
    }
    assertEquals("ipE2qg==", Crc32c.base64(0x8a9136aa));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "ipE2qg==-3", "ipE2qg=", "********", "ipE2qgAA=="})
  void whatIsNoneIsNotTakenForOne(String header) {
    assertEquals(Optional.empty(), Crc32c.parse(header));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 63, 64, 1000, 4096, 65_537})
  void twoStretchesGiveTheValueOfBoth(int cut) {
    byte[] bytes = new byte[65_537];
    new Random(cut).nextBytes(bytes);
    int first = Crc32c.of(bytes, 0, cut);
    int second = Crc32c.of(bytes, cut, bytes.length - cut);
    assertEquals(of(bytes), Crc32c.combine(first, second, bytes.length - cut));
  }

  @Test
  void manyPartsGiveTheValueOfTheWhole() {
    Random random = new Random(7);
    byte[] bytes = new byte[100_000];
    random.nextBytes(bytes);
    int whole = 0;
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(random.nextInt(5_000), bytes.length - at);
      whole = Crc32c.combine(whole, Crc32c.of(bytes, at, length), length);
      at += length;
    }
    assertEquals(of(bytes), whole);
  }

  /** Where a length has more than 32 bits: a stretch of zeros, put together by doubling. */
  @Test
  void lengthsBeyondAnIntCount() {
    int doubled = of(new byte[1 << 10]);
    long length = 1 << 10;
    while (length < 1L << 40) {
      doubled = Crc32c.combine(doubled, doubled, length);
      length *= 2;
    }
    int tail = of(new byte[] {1, 2, 3});
    int front = Crc32c.combine(of(new byte[] {9}), doubled, length);
    assertEquals(
        Crc32c.combine(front, tail, 3),
        Crc32c.combine(of(new byte[] {9}), Crc32c.combine(doubled, tail, 3), length + 3));
  }
}
