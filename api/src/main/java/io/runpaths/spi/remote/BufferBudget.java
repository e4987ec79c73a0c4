package io.runpaths.spi.remote;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory all uploads of a store together may fill with bytes not yet sent. Nobody waits
 * for it: who gets none goes on with a file, so no writer can hold what another waits for.
 */
public final class BufferBudget {
  private final AtomicLong left;

  /**
   * A budget.
   *
   * @param bytes how many bytes it has
   */
  public BufferBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /**
   * Takes some, or nothing.
   *
   * @param bytes how many
   * @return whether they were taken
   */
  public boolean take(long bytes) {
    while (true) {
      long now = left.get();
      if (now < bytes) {
        return false;
      }
      if (left.compareAndSet(now, now - bytes)) {
        return true;
      }
    }
  }

  /**
   * Gives back what was taken.
   *
   * @param bytes how many
   */
  public void give(long bytes) {
    left.addAndGet(bytes);
  }
}
