package io.runpaths.spi.remote;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many requests may be under way at once. Where the server asks to slow down the number is
 * halved; every success afterwards raises it a little (additive increase, multiplicative decrease:
 * Chiu and Jain, 1989).
 *
 * <p>Held only while a request waits for its answer, never while a caller reads or writes a stream:
 * nobody who waits here holds what another needs. Safe for use by several threads.
 */
public final class Throttle {
  private static final long CALM_NANOS = 200_000_000L;

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition freed = lock.newCondition();
  private final int most;
  private double limit;
  private int held;
  private long lastHalved;
  private boolean everHalved;

  /**
   * Lets requests through.
   *
   * @param most how many at once, in good times
   */
  public Throttle(int most) {
    this.most = most;
    this.limit = most;
  }

  /**
   * Waits for a place; to be followed by {@link #leave}.
   *
   * @throws InterruptedException if the thread was interrupted; it then has none
   */
  public void enter() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (held >= (int) limit) {
        freed.await();
      }
      held++;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the place back. */
  public void leave() {
    lock.lock();
    try {
      held--;
      freed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** A request went well. */
  public void succeeded() {
    lock.lock();
    try {
      if (limit < most) {
        limit = Math.min(most, limit + 1 / limit);
        freed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The server asked to slow down. Several such answers to one burst count once. */
  public void throttled() {
    long now = System.nanoTime();
    lock.lock();
    try {
      if (!everHalved || now - lastHalved > CALM_NANOS) {
        everHalved = true;
        lastHalved = now;
        limit = Math.max(1, limit / 2);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many requests may be under way now.
   *
   * @return at least 1
   */
  public int limit() {
    lock.lock();
    try {
      return (int) limit;
    } finally {
      lock.unlock();
    }
  }
}
