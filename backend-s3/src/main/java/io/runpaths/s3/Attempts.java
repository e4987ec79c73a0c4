package io.runpaths.s3;

import io.runpaths.s3.Failure.Retry;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one retry loop. The SDK's own is switched off: only a loop that sees every attempt knows
 * whether an earlier answer was lost, and so whether a refusal can be believed.
 *
 * <p>Pauses grow twofold with full jitter (<a
 * href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Brooker,
 * 2015</a>); the number of attempts is bounded and each attempt has its deadline in {@link
 * WatchedHttpClient}, so every call ends. Safe for use by several threads.
 */
final class Attempts {
  /** One attempt at something. */
  interface Attempt<T> {
    /**
     * Tries.
     *
     * @throws RuntimeException of the SDK if it failed
     */
    T on(Site site);
  }

  /** How a thread waits; another one in tests. */
  interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long FIRST_THROTTLED_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final int MOST_MOVES = 2;

  private final S3Connection connection;
  private final Throttle throttle;
  private final int retries;
  private final Sleeper sleeper;

  Attempts(S3Connection connection, S3Settings settings, Sleeper sleeper) {
    this.connection = connection;
    this.throttle = new Throttle(settings.connections());
    this.retries = settings.retries();
    this.sleeper = sleeper;
  }

  /**
   * Tries something that leaves no doubt when it fails: a read, or what may safely be done twice.
   *
   * @throws StorageException the last attempt's failure
   */
  <T> T run(Op op, Attempt<T> attempt) throws StorageException {
    try {
      return write(op, attempt);
    } catch (FailedAttempts e) {
      throw e.exception();
    }
  }

  /**
   * Tries a write.
   *
   * @throws FailedAttempts the last attempt's failure, and whether any attempt may have succeeded
   */
  <T> T write(Op op, Attempt<T> attempt) throws FailedAttempts {
    boolean lost = false;
    int moves = 0;
    int once = 0;
    for (int n = 0; ; ) {
      Failure failure;
      try {
        return once(op, attempt);
      } catch (RuntimeException e) {
        failure = connection.failures().translate(op, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = interrupted(op, e);
      }
      lost |= failure.lost();
      if (failure.refusal() == Failure.Refusal.MUTE) {
        failure = connection.explained(op, failure);
      }
      if (failure.region() != null && moves < MOST_MOVES && connection.move(failure.region())) {
        moves++;
        continue;
      }
      if (failure.retry() == Retry.SLOWER) {
        throttle.throttled();
      }
      boolean again =
          switch (failure.retry()) {
            case NO -> false;
            case YES, SLOWER -> n < retries;
            case ONCE -> n < retries && once++ < 1;
          };
      if (!again) {
        throw new FailedAttempts(failure, lost);
      }
      LOG.debug("Attempt {} at {} failed: {}", n + 1, op, failure.exception().getMessage());
      try {
        sleeper.sleep(pause(failure, n++));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FailedAttempts(interrupted(op, e), lost);
      }
    }
  }

  private <T> T once(Op op, Attempt<T> attempt) throws InterruptedException {
    throttle.enter();
    try {
      T result = attempt.on(connection.site(op));
      throttle.succeeded();
      return result;
    } finally {
      throttle.leave();
    }
  }

  private static Failure interrupted(Op op, InterruptedException e) {
    StorageException exception =
        new UnavailableException(
            op.name(),
            op.location(),
            Reason.INTERRUPTED,
            "The " + op + " was interrupted; nothing is known to have changed.",
            e);
    return new Failure(exception, Failure.Refusal.OTHER, false, Retry.NO, null, null);
  }

  private static Duration pause(Failure failure, int n) {
    long first =
        failure.retry() == Retry.SLOWER ? FIRST_THROTTLED_PAUSE_MILLIS : FIRST_PAUSE_MILLIS;
    long most = Math.min(LONGEST_PAUSE_MILLIS, first << Math.min(n, 20));
    long millis = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    Duration asked = failure.pause();
    long least = asked == null ? 0 : Math.min(LONGEST_PAUSE_MILLIS, asked.toMillis());
    return Duration.ofMillis(Math.max(millis, least));
  }
}
