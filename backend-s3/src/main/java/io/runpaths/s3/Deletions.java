package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Deletes objects, one or a thousand a request. */
final class Deletions {
  private static final int BATCH = 1_000;
  private static final int ROUNDS = 4;

  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;
  private final WriteHeaders headers;
  private final Reads reads;
  private final S3Failures failures;

  Deletions(Services at, S3Failures failures) {
    this.root = at.root();
    this.keys = at.keys();
    this.attempts = at.attempts();
    this.headers = at.headers();
    this.reads = at.reads();
    this.failures = failures;
  }

  /** Deletes one object. */
  void delete(ObjectKey key, Precondition precondition) throws StorageException {
    Op op = Op.on("delete", root, key);
    Map<String, String> sent = headers.common();
    WriteHeaders.condition(sent, precondition);
    try {
      attempts.write(
          op,
          site ->
              site.client()
                  .deleteObject(
                      delete ->
                          delete
                              .bucket(root.authority())
                              .key(keys.full(key))
                              .overrideConfiguration(ClientBulk.with(sent))));
    } catch (FailedAttempts e) {
      settle(op, key, e, precondition);
    }
  }

  private void settle(Op op, ObjectKey key, FailedAttempts failed, Precondition precondition)
      throws StorageException {
    Refusal refusal = failed.last().refusal();
    if (!(precondition instanceof Precondition.IfVersion ifVersion)) {
      if (refusal == Refusal.NO_KEY) {
        return;
      }
      throw failed.exception();
    }
    boolean refused = refusal == Refusal.CONDITION || refusal == Refusal.NO_KEY;
    if (!failed.lost()) {
      throw refused ? differs(op, failed) : failed.exception();
    }
    Optional<Version> there;
    try {
      Optional<SdkHttpResponse> head = reads.head(op, keys.full(key));
      there = head.map(http -> Reads.stat(key, http).version());
    } catch (StorageException e) {
      OutcomeUnknownException unknown = unknown(op, failed);
      unknown.addSuppressed(e);
      throw unknown;
    }
    if (there.isEmpty()) {
      // What was to go is gone: an earlier attempt whose answer was lost did it.
      return;
    }
    if (there.get().equals(ifVersion.version()) && !refused) {
      throw unknown(op, failed);
    }
    if (refused && !there.get().equals(ifVersion.version())) {
      // Replaced before our attempt, or deleted by it and made anew: nothing tells the two apart.
      throw unknown(op, failed);
    }
    throw differs(op, failed);
  }

  private static StorageException differs(Op op, FailedAttempts failed) {
    return new PreconditionFailedException(
        op.name(),
        op.location(),
        Reason.VERSION_DIFFERS,
        "The " + op + " changed nothing: it is in another version than the one expected, or gone.",
        failed.exception());
  }

  private static OutcomeUnknownException unknown(Op op, FailedAttempts failed) {
    return new OutcomeUnknownException(
        op.name(),
        op.location(),
        Reason.LOST_ANSWER,
        "Whether the " + op + " took effect is not known; look before you do it again.",
        failed.exception());
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
        anyTried |= batch(batch, failed, anyTried);
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
      delete(key, Precondition.NONE);
    } catch (StorageException e) {
      failed.put(key, e);
    }
  }

  private boolean batch(
      List<ObjectKey> batch, Map<ObjectKey, StorageException> failed, boolean anyTried)
      throws StorageException {
    List<ObjectKey> left = batch;
    for (int round = 1; ; round++) {
      Map<ObjectKey, StorageException> refused;
      try {
        refused = once(left);
      } catch (NotFoundException e) {
        throw e;
      } catch (StorageException e) {
        if (!anyTried && round == 1) {
          throw e;
        }
        left.forEach(key -> failed.put(key, e));
        return true;
      }
      List<ObjectKey> again = new ArrayList<>();
      for (Map.Entry<ObjectKey, StorageException> one : refused.entrySet()) {
        if (one.getValue().retryable() && round < ROUNDS) {
          again.add(one.getKey());
        } else {
          failed.put(one.getKey(), one.getValue());
        }
      }
      if (again.isEmpty()) {
        return true;
      }
      left = again;
    }
  }

  private Map<ObjectKey, StorageException> once(List<ObjectKey> batch) throws StorageException {
    Op op = new Op("delete", root.uri() + " (" + batch.size() + " objects)");
    Map<String, ObjectKey> byFullKey = new HashMap<>();
    List<ObjectIdentifier> identifiers = new ArrayList<>(batch.size());
    for (ObjectKey key : batch) {
      byFullKey.put(keys.full(key), key);
      identifiers.add(ObjectIdentifier.builder().key(keys.full(key)).build());
    }
    DeleteObjectsResponse answer =
        attempts.run(
            op,
            site ->
                site.client()
                    .deleteObjects(
                        delete ->
                            delete
                                .bucket(root.authority())
                                .delete(list -> list.objects(identifiers).quiet(true))
                                .overrideConfiguration(ClientBulk.with(headers.common()))));
    Map<ObjectKey, StorageException> refused = new LinkedHashMap<>();
    for (S3Error error : answer.errors()) {
      ObjectKey key = byFullKey.get(error.key());
      if (key != null && !"NoSuchKey".equals(error.code())) {
        refused.put(key, translated(key, error));
      }
    }
    return refused;
  }

  private StorageException translated(ObjectKey key, S3Error error) {
    int status =
        switch (String.valueOf(error.code())) {
          case "AccessDenied" -> 403;
          case "InternalError" -> 500;
          case "SlowDown", "ServiceUnavailable" -> 503;
          default -> 400;
        };
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
    return failures.translate(Op.on("delete", root, key), asAnswer).exception();
  }
}
