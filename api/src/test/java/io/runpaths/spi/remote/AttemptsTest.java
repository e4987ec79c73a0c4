package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Reason;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pause of those who try again by themselves. */
final class AttemptsTest {
  private static final Op OP = new Op("delete", "mem://bucket/root");

  private final List<Duration> pauses = new ArrayList<>();

  private Attempts<String> attempts(Attempts.Sleeper sleeper) {
    return new Attempts<>(
        new Endpoint<>() {
          @Override
          public String site(Op op) {
            return "site";
          }

          @Override
          public Failure translate(Op op, Exception thrown) {
            throw new IllegalStateException(thrown);
          }
        },
        8,
        6,
        sleeper);
  }

  private static Failure failure(Retry retry, @Nullable Duration pause) {
    return new Failure(
        new UnavailableException(OP.name(), OP.location(), Reason.OTHER, "Broken.", null),
        Refusal.OTHER,
        false,
        retry,
        pause,
        null);
  }

  @Test
  void waitsAsLongAsTheFailureThatAsksForMost() throws FailedAttempts {
    List<Failure> failures =
        List.of(
            failure(Retry.YES, null),
            failure(Retry.SLOWER, Duration.ofSeconds(7)),
            failure(Retry.YES, null));
    attempts(pauses::add).pause(OP, failures, 0);
    assertEquals(List.of(Duration.ofSeconds(7)), pauses);
  }

  @Test
  void waitsLongerEachTimeAndLongerStillWhereTheServerHoldsBack() throws FailedAttempts {
    Attempts<String> attempts = attempts(pauses::add);
    for (Retry retry : List.of(Retry.YES, Retry.SLOWER)) {
      attempts.pause(OP, List.of(failure(retry, null)), 0);
      attempts.pause(OP, List.of(failure(retry, null)), 3);
    }
    long[] least = {25, 200, 100, 800};
    for (int n = 0; n < 4; n++) {
      long millis = pauses.get(n).toMillis();
      assertTrue(least[n] <= millis && millis <= 2 * least[n], pauses::toString);
    }
  }

  @Test
  void anInterruptEndsTheWait() {
    Attempts<String> attempts =
        attempts(
            time -> {
              throw new InterruptedException();
            });
    FailedAttempts failed =
        assertThrows(
            FailedAttempts.class, () -> attempts.pause(OP, List.of(failure(Retry.YES, null)), 0));
    assertTrue(Thread.interrupted(), "the interrupt is passed on");
    assertEquals(Reason.INTERRUPTED, failed.exception().reason());
  }
}
