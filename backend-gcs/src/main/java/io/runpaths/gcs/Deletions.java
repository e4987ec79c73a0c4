package io.runpaths.gcs;

import com.google.api.client.http.HttpResponseException;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Deletes one object, and finds out what became of deletions whose answers were lost: what is gone
 * was deleted, what is there as it was before was not.
 */
final class Deletions {
  /** The server's clock is told in whole seconds. */
  private static final Duration CLOCK = Duration.ofSeconds(2);

  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;
  private final Reads reads;
  private final Outcome outcome;

  Deletions(Services at) {
    this.root = at.root();
    this.keys = at.keys();
    this.attempts = at.attempts();
    this.reads = at.reads();
    this.outcome = at.outcome();
  }

  /** Deletes one object. */
  void delete(ObjectKey key, Precondition precondition) throws StorageException {
    Op op = Op.on("delete", root, key);
    long began = System.nanoTime();
    try {
      attempts.write(
          op,
          site -> {
            Storage.Objects.Delete request =
                site.client().objects().delete(root.authority(), keys.full(key));
            if (precondition instanceof Precondition.IfVersion ifVersion) {
              request.setIfGenerationMatch(Versions.generation(ifVersion.version()));
            }
            if (!Answers.sendForNothing(request) && isThere(site, key, precondition)) {
              throw new NotGcsException("it was answered, and the object is there as before");
            }
            return true;
          });
    } catch (FailedAttempts e) {
      settle(op, key, e, precondition, began);
    }
  }

  /** Not Google answered: whether that was more than a page on the way, the object tells. */
  private boolean isThere(Site site, ObjectKey key, Precondition precondition) throws IOException {
    try {
      StorageObject there =
          Answers.send(Reads.look(site, root.authority(), keys.full(key))).value();
      return !(precondition instanceof Precondition.IfVersion ifVersion)
          || ObjectResources.version(there).equals(ifVersion.version());
    } catch (HttpResponseException e) {
      if (e.getStatusCode() == 404) {
        return false;
      }
      throw new NotGcsException("it was answered, and the object cannot be looked at", e);
    }
  }

  /**
   * Decides what became of a deletion that seems to have failed.
   *
   * @param began when it began, by {@link System#nanoTime()}
   * @throws StorageException if it did fail, or nobody can tell
   */
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
      there = reads.written(op, key).map(Outcome.Written::stat);
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
