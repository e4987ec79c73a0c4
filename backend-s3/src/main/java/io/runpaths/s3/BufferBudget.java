package io.runpaths.s3;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory all uploads of a store together may fill with bytes not yet sent. Nobody waits
 * for it: who gets none goes on with a file, so no writer can hold what another waits for.
 */
final class BufferBudget {
  private final AtomicLong left;

  BufferBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** Takes some, or nothing. */
  boolean take(long bytes) {
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

  void give(long bytes) {
    left.addAndGet(bytes);
  }
}
