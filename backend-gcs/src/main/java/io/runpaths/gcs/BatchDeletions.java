package io.runpaths.gcs;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deletes many objects, a hundred a request, with the failures by key, by Google's <a
 * href="https://cloud.google.com/storage/docs/batch">batches</a>.
 */
final class BatchDeletions {
  private static final int BATCH = 100;

  /** How often the keys of a batch that the server failed at are tried. */
  private static final int ROUNDS = 4;

  private final Services at;
  private final Location root;
  private final Keys keys;
  private final Deletions deletions;
  private final GcsFailures failures;

  BatchDeletions(Services at, Deletions deletions, GcsFailures failures) {
    this.at = at;
    this.root = at.root();
    this.keys = at.keys();
    this.deletions = deletions;
    this.failures = failures;
  }

  /** Deletes many objects; all are tried. */
  Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> objects)
      throws StorageException {
    Map<ObjectKey, StorageException> failed = new LinkedHashMap<>();
    List<ObjectKey> batch = new ArrayList<>(BATCH);
    boolean anyTried = false;
    for (ObjectKey key : objects) {
      batch.add(key);
      if (batch.size() == BATCH) {
        batch(List.copyOf(batch), failed, anyTried);
        anyTried = true;
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      batch(batch, failed, anyTried);
    }
    return failed;
  }

  private void batch(
      List<ObjectKey> batch, Map<ObjectKey, StorageException> failed, boolean anyTried)
      throws StorageException {
    Op op = new Op("delete", root.uri() + " (" + batch.size() + " objects)");
    long began = System.nanoTime();
    List<ObjectKey> left = batch;
    for (int round = 1; !left.isEmpty(); round++) {
      List<ObjectKey> sent = left;
      Map<ObjectKey, Failure> refused;
      try {
        refused = at.attempts().write(op, site -> once(site, sent));
      } catch (FailedAttempts e) {
        boolean nothingTried = !anyTried && round == 1 && !e.lost();
        boolean interrupted = e.exception().reason() == Reason.INTERRUPTED;
        if (nothingTried || interrupted || e.exception() instanceof NotFoundException) {
          throw e.exception();
        }
        Map<ObjectKey, FailedAttempts> doubtful = new LinkedHashMap<>();
        sent.forEach(key -> doubtful.put(key, e));
        settle(doubtful, began, failed);
        return;
      }
      Map<ObjectKey, FailedAttempts> last = new LinkedHashMap<>();
      List<ObjectKey> again = new ArrayList<>();
      for (Map.Entry<ObjectKey, Failure> one : refused.entrySet()) {
        StorageException exception = one.getValue().exception();
        boolean noBucket = exception.reason() == Reason.NO_SUCH_ROOT;
        if (noBucket && !anyTried && round == 1 && refused.size() == sent.size()) {
          throw exception;
        }
        // A bucket that is there for one and not for another: no checksum is held against a batch.
        if ((exception.retryable() || noBucket) && round < ROUNDS) {
          again.add(one.getKey());
        } else {
          boolean lost = one.getValue().lost();
          last.put(one.getKey(), new FailedAttempts(one.getValue(), lost, false));
        }
      }
      settle(last, began, failed);
      left = again;
    }
  }

  /** Looks at each object whose deletion may have happened, as long as looking is answered. */
  private void settle(
      Map<ObjectKey, FailedAttempts> doubtful,
      long began,
      Map<ObjectKey, StorageException> failed) {
    boolean blind = false;
    for (Map.Entry<ObjectKey, FailedAttempts> one : doubtful.entrySet()) {
      ObjectKey key = one.getKey();
      Op op = Op.on("delete", root, key);
      try {
        if (blind && one.getValue().lost()) {
          throw at.outcome().unknown(op, one.getValue());
        }
        deletions.settle(op, key, one.getValue(), Precondition.NONE, began);
      } catch (StorageException e) {
        // A look that was not answered: the next will not be either.
        blind |= e instanceof OutcomeUnknownException && e.getSuppressed().length > 0;
        failed.put(key, e);
      }
    }
  }

  /**
   * Sends one batch. What the answer does not mention has not been deleted, as far as anybody can
   * tell.
   */
  private Map<ObjectKey, Failure> once(Site site, Collection<ObjectKey> sent) throws IOException {
    Map<ObjectKey, Failure> refused = new LinkedHashMap<>();
    BatchRequest batch = site.client().batch(site.client().getRequestFactory().getInitializer());
    for (ObjectKey key : sent) {
      refused.put(key, unmentioned(Op.on("delete", root, key)));
      site.client()
          .objects()
          .delete(root.authority(), keys.full(key))
          .queue(batch, new Answered(key, refused));
    }
    try {
      batch.execute();
    } catch (HttpResponseException e) {
      throw e;
    } catch (RuntimeException e) {
      // Google's client trips over answers that are no batch.
      throw new NotGcsException("the answer is no batch", e);
    }
    return refused;
  }

  private static Failure unmentioned(Op op) {
    return Sentences.failure(
        Sentences.unavailable(
            op, Reason.MALFORMED, "the answer to a batch does not mention it", null),
        true,
        Retry.YES);
  }

  /** What became of one. */
  private final class Answered extends JsonBatchCallback<Void> {
    private final ObjectKey key;
    private final Map<ObjectKey, Failure> refused;

    Answered(ObjectKey key, Map<ObjectKey, Failure> refused) {
      this.key = key;
      this.refused = refused;
    }

    @Override
    public void onSuccess(Void nothing, HttpHeaders headers) {
      refused.remove(key);
    }

    @Override
    public void onFailure(@Nullable GoogleJsonError error, HttpHeaders headers) {
      if (error == null) {
        return;
      }
      Failure failure =
          failures.answers().failure(Op.on("delete", root, key), ErrorDocument.of(error), null);
      if (failure.refusal() == Refusal.NO_KEY) {
        refused.remove(key);
      } else {
        refused.put(key, failure);
      }
    }
  }
}
