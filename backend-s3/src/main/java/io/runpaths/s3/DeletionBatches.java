package io.runpaths.s3;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.BatchDeletions;
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
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Sends deletions of up to a thousand objects a request. */
final class DeletionBatches implements BatchDeletions.Batches {
  /** The most that S3 takes. */
  static final int MOST = 1_000;

  private final Services at;
  private final Keys keys;
  private final Deletions deletions;
  private final S3Failures failures;

  DeletionBatches(Services at, Deletions deletions, S3Failures failures) {
    this.at = at;
    this.keys = at.keys();
    this.deletions = deletions;
    this.failures = failures;
  }

  /** U+FFFE and U+FFFF have no place in an XML document. */
  @Override
  public boolean deletedAlone(ObjectKey key) throws StorageException {
    if (key.value().indexOf('\uFFFE') < 0 && key.value().indexOf('\uFFFF') < 0) {
      return false;
    }
    deletions.delete(key, Precondition.NONE);
    return true;
  }

  @Override
  public Map<ObjectKey, Failure> send(Op op, List<ObjectKey> batch) throws FailedAttempts {
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
    DeleteObjectsResponse told =
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
                  return answer;
                });
    String requestId = told.sdkHttpResponse().firstMatchingHeader("x-amz-request-id").orElse(null);
    Map<ObjectKey, Failure> refused = new LinkedHashMap<>();
    for (S3Error error : told.errors()) {
      ObjectKey key = Objects.requireNonNull(byFullKey.get(error.key()));
      if (!"NoSuchKey".equals(error.code())) {
        refused.put(key, translated(key, error, requestId));
      }
    }
    return refused;
  }

  @Override
  public void pause(Op op, Collection<Failure> failures, int n) throws FailedAttempts {
    at.attempts().pause(op, failures, n);
  }

  private Failure translated(ObjectKey key, S3Error error, @Nullable String requestId) {
    int status = ErrorAnswers.statusOf(String.valueOf(error.code()));
    S3Exception asAnswer =
        (S3Exception)
            S3Exception.builder()
                .statusCode(status)
                .requestId(requestId)
                .awsErrorDetails(
                    AwsErrorDetails.builder()
                        .errorCode(error.code())
                        .errorMessage(error.message())
                        .sdkHttpResponse(SdkHttpResponse.builder().statusCode(status).build())
                        .build())
                .build();
    return failures.translate(Op.on("delete", at.root(), key), asAnswer);
  }
}
