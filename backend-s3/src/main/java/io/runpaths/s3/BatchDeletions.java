package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Deletes many objects, a thousand a request, with the failures by key. */
final class BatchDeletions {
  private static final int BATCH = 1_000;

  /** How often the keys of a batch that the server failed at are tried. */
  private static final int ROUNDS = 4;

  private final Services at;
  private final Location root;
  private final Keys keys;
  private final Deletions deletions;
  private final S3Failures failures;

  BatchDeletions(Services at, Deletions deletions, S3Failures failures) {
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
      if (expressible(key.value())) {
        batch.add(key);
      } else {
        single(key, failed);
        anyTried = true;
      }
      if (batch.size() == BATCH) {
        batch(batch, failed, anyTried);
        anyTried = true;
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      batch(batch, failed, anyTried);
    }
    return failed;
  }

  /** U+FFFE and U+FFFF have no place in an XML document. */
  private static boolean expressible(String key) {
    return key.indexOf('\uFFFE') < 0 && key.indexOf('\uFFFF') < 0;
  }

  private void single(ObjectKey key, Map<ObjectKey, StorageException> failed) {
    try {
      deletions.delete(key, Precondition.NONE);
    } catch (StorageException e) {
      failed.put(key, e);
    }
  }

  private void batch(
      List<ObjectKey> batch, Map<ObjectKey, StorageException> failed, boolean anyTried)
      throws StorageException {
    Op op = new Op("delete", root.uri() + " (" + batch.size() + " objects)");
    long began = System.nanoTime();
    List<ObjectKey> left = batch;
    for (int round = 1; !left.isEmpty(); round++) {
      Map<ObjectKey, Failure> refused;
      try {
        refused = once(op, left);
      } catch (FailedAttempts e) {
        boolean nothingTried = !anyTried && round == 1 && !e.lost();
        if (nothingTried || e.exception() instanceof NotFoundException) {
          throw e.exception();
        }
        Map<ObjectKey, FailedAttempts> doubtful = new LinkedHashMap<>();
        left.forEach(key -> doubtful.put(key, e));
        settle(doubtful, began, failed);
        return;
      }
      Map<ObjectKey, FailedAttempts> last = new LinkedHashMap<>();
      List<ObjectKey> again = new ArrayList<>();
      for (Map.Entry<ObjectKey, Failure> one : refused.entrySet()) {
        if (one.getValue().exception().retryable() && round < ROUNDS) {
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

  private Map<ObjectKey, Failure> once(Op op, List<ObjectKey> batch) throws FailedAttempts {
    Map<String, ObjectKey> byFullKey = new HashMap<>();
    List<ObjectIdentifier> identifiers = new ArrayList<>(batch.size());
    for (ObjectKey key : batch) {
      byFullKey.put(keys.full(key), key);
      identifiers.add(ObjectIdentifier.builder().key(keys.full(key)).build());
    }
    DeleteObjectsRequest request =
        DeleteObjectsRequest.builder()
            .bucket(at.bucket())
            .delete(list -> list.objects(identifiers).quiet(true))
            .overrideConfiguration(ClientBulk.with(at.headers().common()))
            .build();
    List<S3Error> errors =
        at.attempts()
            .write(
                op,
                site -> {
                  DeleteObjectsResponse answer = site.client().deleteObjects(request);
                  for (S3Error error : answer.errors()) {
                    if (!byFullKey.containsKey(String.valueOf(error.key()))) {
                      throw new NotS3Exception("an error tells of a key that was not sent");
                    }
                  }
                  return answer.errors();
                });
    Map<ObjectKey, Failure> refused = new LinkedHashMap<>();
    for (S3Error error : errors) {
      ObjectKey key = Objects.requireNonNull(byFullKey.get(error.key()));
      if (!"NoSuchKey".equals(error.code())) {
        refused.put(key, translated(key, error));
      }
    }
    return refused;
  }

  private Failure translated(ObjectKey key, S3Error error) {
    int status = ErrorAnswers.statusOf(String.valueOf(error.code()));
    S3Exception asAnswer =
        (S3Exception)
            S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(
                    AwsErrorDetails.builder()
                        .errorCode(error.code())
                        .errorMessage(error.message())
                        .sdkHttpResponse(SdkHttpResponse.builder().statusCode(status).build())
                        .build())
                .build();
    return failures.translate(Op.on("delete", root, key), asAnswer);
  }
}
