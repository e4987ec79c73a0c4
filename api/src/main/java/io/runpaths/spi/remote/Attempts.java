package io.runpaths.spi.remote;

import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Failure.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one retry loop of a driver. Those of clients' libraries are switched off: only a loop that
 * sees every attempt knows whether an earlier answer was lost, and so whether a refusal can be
 * believed.
 *
 * <p>Pauses grow twofold with full jitter (<a
 * href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Brooker,
 * 2015</a>); the number of attempts is bounded, and the driver gives each attempt a deadline (by
 * {@link Watch}), so every call ends. Safe for use by several threads.
 *
 * @param <S> what an attempt is made with: the clients of a store
 */
public final class Attempts<S> {
  /**
   * One attempt at something.
   *
   * @param <S> what it is made with
   * @param <T> its result
   */
  public interface Attempt<S, T> {
    /**
     * Tries.
     *
     * @param site the store's clients
     * @return the result
     * @throws IOException or a {@code RuntimeException}, which {@link Endpoint#translate}
     *     understands, if it failed
     */
    T on(S site) throws IOException;
  }

  /** How a thread waits; another one in tests. */
  public interface Sleeper {
    /**
     * Waits.
     *
     * @param time how long
     * @throws InterruptedException if the thread was interrupted
     */
    void sleep(Duration time) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long FIRST_THROTTLED_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final int MOST_MOVES = 2;

  private final Endpoint<S> endpoint;
  private final Throttle throttle;
  private final int retries;
  private final Sleeper sleeper;

  /**
   * A loop.
   *
   * @param endpoint the store
   * @param connections how many requests may be under way at once
   * @param retries how often a failed attempt is made again
   * @param sleeper how to wait between attempts
   */
  public Attempts(Endpoint<S> endpoint, int connections, int retries, Sleeper sleeper) {
    this.endpoint = endpoint;
    this.throttle = new Throttle(connections);
    this.retries = retries;
    this.sleeper = sleeper;
  }

  /**
   * Tries something that leaves no doubt when it fails: a read, or what may safely be done twice.
   *
   * @param <T> the result's type
   * @param op what it is, for messages
   * @param attempt one attempt
   * @return its result
   * @throws StorageException the last attempt's failure
   */
  public <T> T run(Op op, Attempt<S, T> attempt) throws StorageException {
    try {
      return write(op, attempt);
    } catch (FailedAttempts e) {
      throw e.exception();
    }
  }

  /**
   * Tries a write.
   *
   * @param <T> the result's type
   * @param op what it is, for messages
   * @param attempt one attempt
   * @return its result
   * @throws FailedAttempts the last attempt's failure, and whether any attempt may have succeeded
   */
  public <T> T write(Op op, Attempt<S, T> attempt) throws FailedAttempts {
    boolean lost = false;
    boolean underWay = false;
    int moves = 0;
    int once = 0;
    for (int n = 0; ; ) {
      Used<S> used = new Used<>();
      Failure failure;
      try {
        return once(op, attempt, used);
      } catch (IOException | RuntimeException e) {
        failure = endpoint.translate(op, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = interrupted(op, e);
      }
      lost |= failure.lost();
      underWay |= failure.lost() && !isAnswered(failure);
      boolean elsewhere = moves < MOST_MOVES && isElsewhere(op, failure, used);
      if (!elsewhere && failure.refusal() == Failure.Refusal.MUTE) {
        failure = endpoint.explained(op, failure);
        elsewhere = moves < MOST_MOVES && isElsewhere(op, failure, used);
      }
      if (elsewhere) {
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
      if (!again || Hurry.left(Duration.ofSeconds(1)).isNegative()) {
        throw new FailedAttempts(failure, lost, underWay);
      }
      LOG.debug("Attempt {} at {} failed: {}", n + 1, op, failure.exception().getMessage());
      try {
        sleep(pause(failure, n++));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FailedAttempts(interrupted(op, e), lost, underWay);
      }
    }
  }

  /**
   * Waits as between two attempts, for who tries again outside of this loop.
   *
   * @param n how many pauses there were before
   * @throws InterruptedException if the thread was interrupted
   */
  public void pause(int n) throws InterruptedException {
    sleep(pause(FIRST_PAUSE_MILLIS, n));
  }

  /**
   * Waits as between two attempts, for who tries again outside of this loop what a server answered
   * of several things at once: as long as the failure that asks for most, and with fewer requests
   * under way from then on if one asks for that.
   *
   * @param op what is tried again, for messages
   * @param failures how it failed
   * @param n how many pauses there were before
   * @throws FailedAttempts if the thread was interrupted
   */
  public void pause(Op op, Collection<Failure> failures, int n) throws FailedAttempts {
    Duration longest = Duration.ZERO;
    for (Failure failure : failures) {
      if (failure.retry() == Retry.SLOWER) {
        throttle.throttled();
      }
      Duration pause = pause(failure, n);
      longest = pause.compareTo(longest) > 0 ? pause : longest;
    }
    try {
      sleep(longest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedAttempts(interrupted(op, e), false);
    }
  }

  /** Sleeps, though not beyond the time that is left. */
  private void sleep(Duration pause) throws InterruptedException {
    Duration left = Hurry.left(pause);
    sleeper.sleep(left.isNegative() ? Duration.ZERO : left);
  }

  /** The server itself answered, though not the truth perhaps: it is done with the request. */
  private static boolean isAnswered(Failure failure) {
    Reason reason = failure.exception().reason();
    return reason == Reason.THROTTLED || reason == Reason.SERVER_ERROR;
  }

  /** What one attempt was made with. */
  private static final class Used<S> {
    private @Nullable S site;
  }

  /**
   * Whether the store is elsewhere than where it was looked for. Of several threads that look in
   * the wrong place at once only one moves; the others, whose answers may come much later, follow.
   */
  private boolean isElsewhere(Op op, Failure failure, Used<S> used) {
    String region = failure.region();
    if (region == null && failure.refusal() != Failure.Refusal.MUTE) {
      return false;
    }
    try {
      if (used.site != null && endpoint.site(op) != used.site) {
        return true;
      }
    } catch (RuntimeException e) {
      LOG.debug(
          "There is no place any more for the {}, as another attempt is going to tell", op, e);
      return true;
    }
    return region != null && endpoint.move(region);
  }

  private <T> T once(Op op, Attempt<S, T> attempt, Used<S> used)
      throws IOException, InterruptedException {
    throttle.enter();
    try {
      S site = endpoint.site(op);
      used.site = site;
      T result = attempt.on(site);
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
    Duration own = pause(first, n);
    Duration asked = failure.pause();
    long least = asked == null ? 0 : Math.min(LONGEST_PAUSE_MILLIS, asked.toMillis());
    return Duration.ofMillis(Math.max(own.toMillis(), least));
  }

  private static Duration pause(long first, int n) {
    long most = Math.min(LONGEST_PAUSE_MILLIS, first << Math.min(n, 20));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
  }
}
