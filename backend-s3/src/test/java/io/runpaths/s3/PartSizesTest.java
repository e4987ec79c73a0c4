package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts fit S3's limits: 10,000 of them, each of 5 MiB to 5 GiB, 5 TiB in all. */
final class PartSizesTest {
  private static final long MIB = 1 << 20;
  private static final long LARGEST = 5L << 40;

  @ParameterizedTest
  @ValueSource(
      longs = {
        1,
        64 * MIB,
        64 * MIB + 1,
        640_000 * MIB,
        640_000 * MIB + 1,
        1L << 40,
        LARGEST - 1,
        LARGEST
      })
  void anObjectOfKnownLengthFitsIntoTheParts(long total) {
    for (long configured : new long[] {5 * MIB, 64 * MIB, 5120 * MIB}) {
      long size = PartSizes.ofTotal(total, configured);
      assertTrue(size >= configured && size <= S3Settings.MAX_PART, () -> total + ": " + size);
      long parts = (total + size - 1) / size;
      assertTrue(parts <= Multipart.MAX_PARTS, () -> total + ": " + parts + " parts");
    }
  }

  @Test
  void halfAGibibyteIsEightPartsOfTheUsualSize() {
    assertEquals(8, (512 * MIB) / PartSizes.ofTotal(512 * MIB, 64 * MIB));
  }

  @ParameterizedTest
  @ValueSource(longs = {5 * MIB, 8 * MIB, 64 * MIB, 1 << 30})
  void aStreamOfUnknownLengthCanBecomeTheLargestObject(long configured) {
    PartSizes sizes = new PartSizes(configured, false);
    long sum = 0;
    long before = 0;
    for (int number = 1; number <= Multipart.MAX_PARTS; number++) {
      long size = sizes.ofStream(number);
      assertTrue(size >= S3Settings.MIN_PART && size <= S3Settings.MAX_PART, "part " + number);
      assertTrue(size >= before, "part " + number + " is smaller than the one before");
      before = size;
      sum += size;
    }
    long whole = sum;
    // With the smallest parts the last gibibytes are out of reach, of five tebibytes.
    assertTrue(whole >= LARGEST - (200L << 30), () -> "only " + whole + " bytes");
  }

  @Test
  void aServerThatWantsEqualPartsGetsThem() {
    PartSizes sizes = new PartSizes(16 * MIB, true);
    for (int number = 1; number <= Multipart.MAX_PARTS; number++) {
      assertEquals(16 * MIB, sizes.ofStream(number));
    }
    assertFalse(sizes.mayBeShort(1, 8 * MIB));
  }

  @Test
  void onlyTheFirstPartsMayBeShort() {
    PartSizes sizes = new PartSizes(64 * MIB, false);
    assertTrue(sizes.mayBeShort(2, 8 * MIB));
    assertFalse(sizes.mayBeShort(2, 8 * MIB - 1));
    assertFalse(sizes.mayBeShort(5_000, 8 * MIB));
  }
}
