package io.runpaths.gcs;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponseException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.BatchDeletions;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends deletions of up to a hundred objects a request, by Google's <a
 * href="https://cloud.google.com/storage/docs/batch">batches</a>; one by one where the server takes
 * none.
 */
final class DeletionBatches implements BatchDeletions.Batches {
  /** The most that Google takes. */
  static final int MOST = 100;

  /** What servers answer that do not know batches. */
  private static final Set<Integer> NO_BATCHES = Set.of(404, 405, 501);

  private final Services at;
  private final Deletions deletions;
  private final Location root;
  private final Keys keys;
  private final GcsFailures failures;

  /** Whether the server was seen to delete, and to take no batches. */
  private volatile boolean oneByOne;

  DeletionBatches(Services at, Deletions deletions, GcsFailures failures) {
    this.at = at;
    this.deletions = deletions;
    this.root = at.root();
    this.keys = at.keys();
    this.failures = failures;
  }

  @Override
  public Map<ObjectKey, Failure> send(Op op, List<ObjectKey> batch) throws FailedAttempts {
    if (!oneByOne) {
      Optional<Map<ObjectKey, Failure>> refused =
          at.attempts().write(op, site -> once(site, batch));
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    return each(batch);
  }

  /** Deletes one by one; when nobody answers any more, the rest is not waited for. */
  private Map<ObjectKey, Failure> each(List<ObjectKey> keys) throws FailedAttempts {
    Map<ObjectKey, Failure> failed = new LinkedHashMap<>();
    StorageException silence = null;
    for (ObjectKey key : keys) {
      if (silence != null) {
        failed.put(key, untried(Op.on("delete", root, key), silence));
        continue;
      }
      try {
        deletions.delete(key, Precondition.NONE);
        oneByOne = true;
      } catch (StorageException e) {
        if (endsAll(e)) {
          throw new FailedAttempts(Sentences.no(e), false);
        }
        failed.put(key, Sentences.no(e));
        boolean silent = e.reason() == Reason.UNREACHABLE || e.reason() == Reason.TIMEOUT;
        silence = silent ? e : null;
      }
    }
    return failed;
  }

  private static Failure untried(Op op, StorageException silence) {
    return Sentences.no(
        Sentences.unavailable(
            op, silence.reason(), "it was not tried, since another got no answer", silence));
  }

  @Override
  public void pause(Op op, Collection<Failure> failures, int n) throws FailedAttempts {
    at.attempts().pause(op, failures, n);
  }

  @Override
  public boolean endsAll(StorageException failure) {
    return failure instanceof NotFoundException || failure.reason() == Reason.INTERRUPTED;
  }

  /**
   * Sends one batch. What the answer does not mention has not been deleted, as far as anybody can
   * tell.
   *
   * @return the failures; absent if the server takes no batches
   */
  private Optional<Map<ObjectKey, Failure>> once(Site site, List<ObjectKey> sent)
      throws IOException {
    Map<ObjectKey, Failure> refused = new LinkedHashMap<>();
    HttpRequestInitializer setup = site.client().getRequestFactory().getInitializer();
    BatchRequest batch =
        site.client()
            .batch(
                request -> {
                  setup.initialize(request);
                  request.setResponseInterceptor(Answers::requireSuccess);
                });
    for (ObjectKey key : sent) {
      refused.put(key, unmentioned(Op.on("delete", root, key)));
      site.client()
          .objects()
          .delete(root.authority(), keys.full(key))
          .queue(batch, new Answered(key, refused));
    }
    try {
      batch.execute();
    } catch (NoCredentialsException e) {
      if (refused.size() == sent.size()) {
        throw e;
      }
      // The token ended in the middle of the batch, and there is no other for the rest.
      refused.replaceAll((key, none) -> failures.translate(Op.on("delete", root, key), e));
    } catch (HttpResponseException e) {
      if (NO_BATCHES.contains(e.getStatusCode())) {
        return Optional.empty();
      }
      throw e;
    } catch (RuntimeException e) {
      // Google's client trips over answers that are no batch.
      throw new NotGcsException("the answer is no batch", e);
    }
    return Optional.of(refused);
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
          failures
              .answers()
              .failure(Op.on("delete", root, key), ErrorDocument.of(error, headers), null);
      if (failure.refusal() == Refusal.NO_KEY) {
        refused.remove(key);
      } else {
        refused.put(key, failure);
      }
    }
  }
}
