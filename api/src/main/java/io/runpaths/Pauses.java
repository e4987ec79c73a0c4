package io.runpaths;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Short random pauses between attempts of a compare-and-set, so that writers do not march in step.
 */
final class Pauses {
  private static final long FIRST_NANOS = 100_000;
  private static final int MAX_DOUBLINGS = 8;

  private Pauses() {}

  static void brief(int attempt) {
    long most = FIRST_NANOS << Math.min(attempt, MAX_DOUBLINGS);
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
  }
}
