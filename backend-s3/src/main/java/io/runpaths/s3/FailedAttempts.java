package io.runpaths.s3;

import io.runpaths.spi.StorageException;

/**
 * A write was given up. Its caller decides, by reading back where an answer was lost, what truly
 * happened.
 */
final class FailedAttempts extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure last;

  /** Whether any of the attempts may have taken effect. */
  private final boolean lost;

  FailedAttempts(Failure last, boolean lost) {
    super(last.exception());
    this.last = last;
    this.lost = lost;
  }

  /** The last attempt's failure. */
  Failure last() {
    return last;
  }

  /** What to throw where nothing else is known. */
  StorageException exception() {
    return last.exception();
  }

  /**
   * Whether one of the attempts may have taken effect though its answer said otherwise or never
   * came.
   */
  boolean lost() {
    return lost;
  }
}
