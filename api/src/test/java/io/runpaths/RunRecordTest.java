package io.runpaths;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRecordTest {
  @ParameterizedTest
  @CsvSource({
    "2026-02-08T10:11:12.123456789Z, 2026-02-08T10:11:12.123456Z",
    "2026-02-08T00:00:00Z, 2026-02-08T00:00:00.000000Z",
    "2026-12-31T23:59:59.000001Z, 2026-12-31T23:59:59.000001Z",
    "1969-12-31T23:59:59.9Z, 1969-12-31T23:59:59.900000Z",
    "0099-01-02T03:04:05.06Z, 0099-01-02T03:04:05.060000Z"
  })
  void timesAreWrittenWithSixDigitsOfASecond(Instant time, String text) {
    assertEquals(text, RunRecord.format(time));
  }

  @Test
  void timesAreWrittenAsTheJdkWritesThem() {
    DateTimeFormatter jdk =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Instant time =
          Instant.ofEpochSecond(random.nextLong(250_000_000_000L), random.nextInt(1_000_000_000));
      assertEquals(jdk.format(time), RunRecord.format(time), "seed " + seed);
    }
  }

  @Test
  void textsOrderAsTimesDo() {
    Instant time = Instant.parse("2026-02-08T10:11:12.999999Z");
    assertTrue(RunRecord.format(time).compareTo(RunRecord.format(time.plusNanos(1_000))) < 0);
  }
}
