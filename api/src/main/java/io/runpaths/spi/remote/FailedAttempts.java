package io.runpaths.spi.remote;

import io.runpaths.spi.StorageException;

/**
 * A write was given up. Its caller decides, by reading back where an answer was lost, what truly
 * happened.
 */
public final class FailedAttempts extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure last;

  /** Whether any of the attempts may have taken effect. */
  private final boolean lost;

  /** Whether any of them may yet take effect. */
  private final boolean underWay;

  /**
   * A write that was given up.
   *
   * @param last the last failure
   * @param lost whether any attempt may have taken effect, or may yet
   */
  public FailedAttempts(Failure last, boolean lost) {
    this(last, lost, lost);
  }

  /**
   * A write that was given up.
   *
   * @param last the last failure
   * @param lost whether any attempt may have taken effect
   * @param underWay whether any attempt, unanswered, may yet take effect
   */
  public FailedAttempts(Failure last, boolean lost, boolean underWay) {
    super(last.exception());
    this.last = last;
    this.lost = lost;
    this.underWay = underWay;
  }

  /**
   * The last attempt's failure.
   *
   * @return the failure
   */
  public Failure last() {
    return last;
  }

  /**
   * What to throw where nothing else is known.
   *
   * @return the exception
   */
  public StorageException exception() {
    return last.exception();
  }

  /**
   * Whether one of the attempts may have taken effect though its answer said otherwise or never
   * came.
   *
   * @return true if the outcome is in doubt
   */
  public boolean lost() {
    return lost;
  }

  /**
   * Whether one of the attempts was never answered by the server itself, so that it may yet take
   * effect.
   *
   * @return true if looking now does not settle it
   */
  public boolean underWay() {
    return underWay;
  }
}
