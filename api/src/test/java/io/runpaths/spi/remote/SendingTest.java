package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SendingTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Watch watch = new Watch();

  @AfterEach
  void close() {
    watch.close();
  }

  private static void passed(Duration time) {
    for (long end = System.nanoTime() + time.toNanos(), left; ; ) {
      left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(left);
    }
  }

  @Test
  void whatPassesBeforeTheFirstByteIsNoneOfTheBodysTime() {
    try (Watch.Entry entry = watch.over(LONG, () -> {})) {
      Sending sending = new Sending(entry, PATIENCE, 1 << 20, 1 << 20);
      passed(PATIENCE.plusMillis(200));
      sending.sent(1);
      passed(Duration.ofMillis(150));
      assertNull(entry.end());
    }
  }

  @Test
  void aBodyOfWhichNothingMovesAnyMoreIsGivenUp() {
    try (Watch.Entry entry = watch.over(LONG, () -> {})) {
      new Sending(entry, PATIENCE, 1 << 20, 1 << 20).sent(1);
      passed(PATIENCE.multipliedBy(3));
      assertEquals(Watch.End.TIMEOUT, entry.end());
    }
  }
}
