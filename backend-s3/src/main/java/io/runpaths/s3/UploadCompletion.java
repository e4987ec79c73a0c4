package io.runpaths.s3;

import io.runpaths.s3.Promises.Completion;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Op;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;

/**
 * Publishes the parts of an upload as one object, if its condition holds, and finds out what became
 * of that where the answer was lost.
 */
final class UploadCompletion {
  private final Services at;
  private final Op op;
  private final ObjectKey key;
  private final PutOptions options;
  private final Map<String, String> headers;
  private final Multipart upload;

  /**
   * Publishes nothing yet.
   *
   * @param headers those of the object, with which the upload was begun
   * @param upload whose end it is
   */
  UploadCompletion(
      Services at,
      Op op,
      ObjectKey key,
      PutOptions options,
      Map<String, String> headers,
      Multipart upload) {
    this.at = at;
    this.op = op;
    this.key = key;
    this.options = options;
    this.headers = headers;
    this.upload = upload;
  }

  /**
   * Publishes.
   *
   * @param begun the upload at the server
   * @param all its parts
   */
  ObjectStat of(UploadStart.Begun begun, SentParts.Whole all) throws StorageException {
    lookFirst();
    Integer own = own();
    if (own != null && all.crc32c() != null && !own.equals(all.crc32c())) {
      throw new CorruptDataException(
          op.name(),
          op.location(),
          Reason.CHECKSUM,
          "The bytes for the " + op + " changed while they were sent; write it again.",
          null);
    }
    Integer whole = begun.kept() == Integrity.Kept.WHOLE ? all.crc32c() : null;
    CompleteMultipartUploadResponse answer;
    try {
      answer = sent(begun.id(), all, whole);
    } catch (FailedAttempts e) {
      ObjectStat made = settled(e);
      upload.over();
      return made;
    }
    upload.over();
    return stat(answer, all.size(), whole != null ? whole : own);
  }

  /** The checksum of the whole that stands in the metadata; null if there is none. */
  private @Nullable Integer own() {
    return ObjectHeaders.own(Optional.ofNullable(headers.get(ObjectHeaders.OWN_CRC_HEADER)))
        .orElse(null);
  }

  private CompleteMultipartUploadResponse sent(
      String id, SentParts.Whole all, @Nullable Integer whole)
      throws StorageException, FailedAttempts {
    Map<String, String> sent = at.headers().common();
    at.promises().condition(sent, options.precondition());
    if (whole != null) {
      sent.put(ObjectHeaders.CRC32C, Crc32c.base64(whole));
      sent.put(ObjectHeaders.TYPE, ObjectHeaders.FULL);
    }
    CompleteMultipartUploadRequest request =
        CompleteMultipartUploadRequest.builder()
            .bucket(at.bucket())
            .key(at.keys().full(key))
            .uploadId(id)
            .multipartUpload(parts -> parts.parts(all.parts()))
            .overrideConfiguration(ClientBulk.with(sent))
            .build();
    return at.attempts()
        .write(
            op,
            site -> {
              CompleteMultipartUploadResponse made =
                  ServerWork.of(
                      all.size(),
                      all.parts().size(),
                      () -> site.client().completeMultipartUpload(request));
              Answers.required(made.eTag(), "ETag");
              return made;
            });
  }

  private ObjectStat stat(
      CompleteMultipartUploadResponse answer, long size, @Nullable Integer crc32c) {
    SdkHttpResponse http = answer.sdkHttpResponse();
    ObjectStat.Builder stat =
        ObjectStat.builder(
                key, size, Versions.of(answer.eTag(), size), ObjectHeaders.modified(http))
            .metadata(options.metadata());
    if (crc32c != null) {
      stat.checksums(ObjectHeaders.checksums(crc32c));
    }
    if (!options.contentType().isEmpty()) {
      stat.contentType(options.contentType());
    }
    ObjectHeaders.date(http).ifPresent(stat::storeTime);
    return stat.build();
  }

  /** Looks whether the condition holds, where nobody knows whether the server will. */
  private void lookFirst() throws StorageException {
    Precondition precondition = options.precondition();
    if (at.promises().completion(op, precondition) == Completion.HELD) {
      return;
    }
    // Quoted as a condition has it, whichever way the server writes it.
    Optional<String> there =
        at.reads()
            .head(op, at.keys().full(key))
            .map(http -> Versions.quotedEtag(ObjectHeaders.version(http, 0)));
    boolean holds =
        precondition instanceof Precondition.IfVersion wanted
            ? there.equals(Optional.of(Versions.quotedEtag(wanted.version())))
            : there.isEmpty();
    if (!holds) {
      StorageException refused =
          new PreconditionFailedException(
              op.name(),
              op.location(),
              Reason.VERSION_DIFFERS,
              "The " + op + " failed: it is in another version than asked for.",
              null);
      Refusal refusal = there.isPresent() ? Refusal.CONDITION : Refusal.NO_KEY;
      FailedAttempts failed = new FailedAttempts(Sentences.refusal(refused, refusal), false);
      throw at.outcome().refused(op, failed, precondition);
    }
  }

  /**
   * What became of a completion that seems to have failed. Where the answer was lost and the object
   * is not there, the upload is aborted first: after that no late completion can succeed, and the
   * second look is the truth.
   */
  private ObjectStat settled(FailedAttempts failed) throws StorageException {
    if (!failed.lost() && failed.last().refusal() == Refusal.NO_UPLOAD) {
      return completedBefore(failed);
    }
    // However it was answered: as long as the upload is there, it may yet be completed.
    FailedAttempts doubtful = new FailedAttempts(failed.last(), failed.lost());
    try {
      return at.outcome()
          .of(op, key, doubtful, options.precondition(), WriteHeaders.writeId(headers));
    } catch (OutcomeUnknownException e) {
      try {
        upload.abort();
      } catch (StorageException stillThere) {
        e.addSuppressed(stillThere);
        throw e;
      }
      return at.outcome()
          .ofNothingUnderWay(
              op, key, failed, options.precondition(), WriteHeaders.writeId(headers));
    }
  }

  /**
   * The upload is gone though every answer came: somebody on the way has sent the completion twice,
   * and the first was the success, or somebody aborted it.
   */
  private ObjectStat completedBefore(FailedAttempts failed) throws StorageException {
    FailedAttempts doubtful = new FailedAttempts(failed.last(), true, false);
    try {
      return at.outcome()
          .of(op, key, doubtful, options.precondition(), WriteHeaders.writeId(headers));
    } catch (NotFoundException e) {
      throw upload.gone(failed.exception());
    }
  }
}
