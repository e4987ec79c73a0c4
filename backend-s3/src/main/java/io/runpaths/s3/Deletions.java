package io.runpaths.s3;

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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;

/**
 * Deletes one object, and finds out what became of deletions whose answers were lost: what is gone
 * was deleted, what is there as it was before was not.
 */
final class Deletions {
  /** Times of objects are told in whole seconds. */
  private static final Duration CLOCK = Duration.ofSeconds(2);

  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;
  private final WriteHeaders headers;
  private final Reads reads;
  private final Outcome outcome;

  Deletions(Services at) {
    this.root = at.root();
    this.keys = at.keys();
    this.attempts = at.attempts();
    this.headers = at.headers();
    this.reads = at.reads();
    this.outcome = at.outcome();
  }

  /** Deletes one object. */
  void delete(ObjectKey key, Precondition precondition) throws StorageException {
    Op op = Op.on("delete", root, key);
    Map<String, String> sent = headers.common();
    WriteHeaders.condition(sent, precondition);
    DeleteObjectRequest request =
        DeleteObjectRequest.builder()
            .bucket(root.authority())
            .key(keys.full(key))
            .overrideConfiguration(ClientBulk.with(sent))
            .build();
    long began = System.nanoTime();
    try {
      attempts.write(op, site -> site.client().deleteObject(request));
    } catch (FailedAttempts e) {
      settle(op, key, e, precondition, began);
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
    Optional<SdkHttpResponse> there;
    try {
      there = reads.head(op, keys.full(key));
    } catch (StorageException e) {
      OutcomeUnknownException unknown = outcome.unknown(op, failed);
      unknown.addSuppressed(e);
      throw unknown;
    }
    if (there.isEmpty()) {
      // What was to go is gone: an attempt whose answer was lost did it.
      return;
    }
    ObjectStat stat = Reads.stat(key, there.get());
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
