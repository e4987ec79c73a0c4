package io.runpaths.spi.remote;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Failure.Refusal;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What truly became of a write that seems to have failed. The write id read back decides: a refusal
 * of the condition may be the echo of one's own success, whether an answer was lost on the way to
 * us or a gateway in between sent the request a second time without a word. Other refusals are
 * believed as long as every answer came.
 */
public final class Outcome {
  /** Looks an object up. */
  public interface LookBack {
    /**
     * Looks.
     *
     * @param op for whom, for messages
     * @param key the object
     * @return what is there, if anything is
     * @throws StorageException if that cannot be found out
     */
    Optional<Written> at(Op op, ObjectKey key) throws StorageException;
  }

  /**
   * An object that is there.
   *
   * @param stat its stat
   * @param writeId the id of the write that made it, if it has one
   */
  public record Written(ObjectStat stat, Optional<String> writeId) {}

  private final LookBack lookBack;
  private final Predicate<String> unique;

  /**
   * Decides for one store.
   *
   * @param lookBack how an object is looked up
   * @param unique whether a write id was made for one write alone; of an id that a caller gave, and
   *     may give again, only a lost answer makes a proof
   */
  public Outcome(LookBack lookBack, Predicate<String> unique) {
    this.lookBack = lookBack;
    this.unique = unique;
  }

  /**
   * Decides, where a request whose answer was lost may yet take effect.
   *
   * @param op the write, for messages
   * @param key the object
   * @param failed how it failed
   * @param precondition its condition
   * @param writeId the id that the write carried
   * @return the stat of the object, if the write succeeded after all
   * @throws StorageException if it did not, or nobody can tell
   */
  public ObjectStat of(
      Op op, ObjectKey key, FailedAttempts failed, Precondition precondition, String writeId)
      throws StorageException {
    return of(op, key, failed, precondition, writeId, failed.underWay());
  }

  /**
   * Decides, where it is sure that no request can take effect any more.
   *
   * @param op the write, for messages
   * @param key the object
   * @param failed how it failed
   * @param precondition its condition
   * @param writeId the id that the write carried
   * @return the stat of the object, if the write succeeded after all
   * @throws StorageException if it did not
   */
  public ObjectStat ofNothingUnderWay(
      Op op, ObjectKey key, FailedAttempts failed, Precondition precondition, String writeId)
      throws StorageException {
    return of(op, key, failed, precondition, writeId, false);
  }

  /**
   * Decides of a deletion: what is gone was deleted, what is there as it was before was not.
   *
   * @param op the deletion, for messages
   * @param key the object
   * @param failed how it failed
   * @param precondition its condition
   * @param began when it began, by {@link System#nanoTime()}
   * @throws StorageException if it did fail, or nobody can tell
   */
  public void ofDeletion(
      Op op, ObjectKey key, FailedAttempts failed, Precondition precondition, long began)
      throws StorageException {
    new DeletionOutcome(this, lookBack).settle(op, key, failed, precondition, began);
  }

  private ObjectStat of(
      Op op,
      ObjectKey key,
      FailedAttempts failed,
      Precondition precondition,
      String writeId,
      boolean underWay)
      throws StorageException {
    Refusal refusal = failed.last().refusal();
    if (!failed.lost() && !(refusal == Refusal.CONDITION && unique.test(writeId))) {
      throw refused(op, failed, precondition);
    }
    Optional<Written> there;
    try {
      there = lookBack.at(op, key);
    } catch (StorageException e) {
      if (!failed.lost() && e instanceof AccessDeniedException) {
        // Who may write and not read is told as much as is known.
        StorageException refused = refused(op, failed, precondition);
        refused.addSuppressed(e);
        throw refused;
      }
      OutcomeUnknownException unknown = unknown(op, failed);
      unknown.addSuppressed(e);
      throw unknown;
    }
    if (there.flatMap(Written::writeId).filter(writeId::equals).isPresent()) {
      return there.get().stat();
    }
    if (!failed.lost()) {
      throw refused(op, failed, precondition);
    }
    boolean exists = there.isPresent();
    if (precondition instanceof Precondition.IfAbsent && exists) {
      // Whatever is still on its way will be refused: this key is another writer's.
      throw exists(op, failed);
    }
    if (refusal == Refusal.CONDITION || (refusal == Refusal.NO_KEY && conditional(precondition))) {
      throw refused(op, failed, precondition);
    }
    throw underWay ? unknown(op, failed) : failed.exception();
  }

  /**
   * What a refusal that can be believed means to the caller.
   *
   * @param op the write, for messages
   * @param failed how it failed
   * @param precondition its condition
   * @return what to throw
   */
  public StorageException refused(Op op, FailedAttempts failed, Precondition precondition) {
    return switch (failed.last().refusal()) {
      case CONDITION ->
          precondition instanceof Precondition.IfAbsent
              ? exists(op, failed)
              : differs(op, failed, "it is in another version than the one expected");
      case NO_KEY ->
          conditional(precondition)
              ? differs(op, failed, "it does not exist any more")
              : failed.exception();
      default -> failed.exception();
    };
  }

  /**
   * The truth cannot be had.
   *
   * @param op the write, for messages
   * @param failed how it failed
   * @return what to throw
   */
  public OutcomeUnknownException unknown(Op op, FailedAttempts failed) {
    boolean interrupted = failed.exception().reason() == Reason.INTERRUPTED;
    return new OutcomeUnknownException(
        op.name(),
        op.location(),
        interrupted ? Reason.INTERRUPTED : Reason.LOST_ANSWER,
        "Whether the "
            + op
            + " took effect is not known; look before you do it again. "
            + failed.exception().getMessage(),
        failed.exception());
  }

  private static boolean conditional(Precondition precondition) {
    return precondition instanceof Precondition.IfVersion;
  }

  private static StorageException exists(Op op, FailedAttempts failed) {
    return new AlreadyExistsException(
        op.name(),
        op.location(),
        Reason.EXISTS,
        op.location() + " exists already; choose another name or replace it.",
        failed.exception());
  }

  private static StorageException differs(Op op, FailedAttempts failed, String how) {
    return new PreconditionFailedException(
        op.name(),
        op.location(),
        Reason.VERSION_DIFFERS,
        "The " + op + " changed nothing: " + how + "; read it again.",
        failed.exception());
  }
}
