package io.runpaths.spi.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What still has to be done when a thread was interrupted, or a store is closed: cleaning up goes
 * on, but not for long. Meanwhile {@link Attempts} begins no attempt, and {@link Watch} bears no
 * exchange, beyond the time left.
 */
public final class Hurry {
  private static final ThreadLocal<@Nullable Long> UNTIL = new ThreadLocal<>();

  private Hurry() {}

  /**
   * Something to do that may fail.
   *
   * @param <E> how it fails
   */
  public interface Work<E extends Exception> {
    /**
     * Does it.
     *
     * @throws E if it failed
     */
    void run() throws E;
  }

  /**
   * Does the work, also if the thread was interrupted. Then it has only the time given; the
   * interrupt is passed on afterwards.
   *
   * @param <E> how it fails
   * @param limit how long an interrupted thread may take
   * @param work what to do
   * @throws E if the work failed
   */
  public static <E extends Exception> void evenIfInterrupted(Duration limit, Work<E> work)
      throws E {
    if (!Thread.interrupted()) {
      work.run();
      return;
    }
    try {
      within(limit, work);
    } finally {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Does the work in no more than the time given, nor in more than was given before.
   *
   * @param <E> how it fails
   * @param limit how long it may take
   * @param work what to do
   * @throws E if the work failed
   */
  public static <E extends Exception> void within(Duration limit, Work<E> work) throws E {
    Long before = UNTIL.get();
    UNTIL.set(System.nanoTime() + left(limit).toNanos());
    try {
      work.run();
    } finally {
      UNTIL.set(before);
    }
  }

  /**
   * How long the calling thread may still take.
   *
   * @param otherwise how long if it is in no hurry
   * @return the shorter of both, which may be negative
   */
  public static Duration left(Duration otherwise) {
    Long until = UNTIL.get();
    if (until == null) {
      return otherwise;
    }
    Duration left = Duration.ofNanos(until - System.nanoTime());
    return left.compareTo(otherwise) < 0 ? left : otherwise;
  }
}
