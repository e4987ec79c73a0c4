package io.runpaths.spi.remote;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Failure.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a deletion that seems to have failed: what is gone was deleted, what is there as
 * it was before was not.
 */
final class DeletionOutcome {
  /** Times of objects, and the server's clock, are told in whole seconds. */
  private static final Duration CLOCK = Duration.ofSeconds(2);

  private final Outcome outcome;
  private final Outcome.LookBack lookBack;

  DeletionOutcome(Outcome outcome, Outcome.LookBack lookBack) {
    this.outcome = outcome;
    this.lookBack = lookBack;
  }

  /** As {@link Outcome#ofDeletion}. */
  void settle(Op op, ObjectKey key, FailedAttempts failed, Precondition precondition, long began)
      throws StorageException {
    boolean conditional = precondition instanceof Precondition.IfVersion;
    Refusal refusal = failed.last().refusal();
    if (refusal == Refusal.NO_KEY && !conditional) {
      return;
    }
    boolean refused = refusal == Refusal.CONDITION || refusal == Refusal.NO_KEY;
    if (!failed.lost()) {
      throw refused ? differs(op, failed) : failed.exception();
    }
    Optional<ObjectStat> there;
    try {
      there = lookBack.at(op, key).map(Outcome.Written::stat);
    } catch (StorageException e) {
      OutcomeUnknownException unknown = outcome.unknown(op, failed);
      unknown.addSuppressed(e);
      throw unknown;
    }
    if (there.isEmpty()) {
      // What was to go is gone: an attempt whose answer was lost did it.
      return;
    }
    ObjectStat stat = there.get();
    boolean same =
        precondition instanceof Precondition.IfVersion condition
            && stat.version().equals(condition.version());
    if (!same && !isOlder(stat, began)) {
      // Deleted and made anew, or replaced before: nothing tells the two apart.
      throw outcome.unknown(op, failed);
    }
    if (refused || (conditional && !same)) {
      // Whatever is still on its way will be refused too.
      throw differs(op, failed);
    }
    throw failed.underWay() ? outcome.unknown(op, failed) : failed.exception();
  }

  /** Whether an object was written before that time, by the server's own clock. */
  private static boolean isOlder(ObjectStat stat, long nanoTime) {
    Duration since = Duration.ofNanos(System.nanoTime() - nanoTime);
    return stat.storeTime()
        .filter(now -> isBefore(stat.modified(), now.minus(since).minus(CLOCK)))
        .isPresent();
  }

  private static boolean isBefore(Instant time, Instant other) {
    return !time.equals(Instant.EPOCH) && time.isBefore(other);
  }

  private static PreconditionFailedException differs(Op op, FailedAttempts failed) {
    return new PreconditionFailedException(
        op.name(),
        op.location(),
        Reason.VERSION_DIFFERS,
        "The " + op + " changed nothing: it is in another version than the one expected, or gone.",
        failed.exception());
  }
}
