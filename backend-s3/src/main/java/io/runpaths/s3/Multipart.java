package io.runpaths.s3;

import io.runpaths.s3.Promises.Completion;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Hurry;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * One multipart upload: begun, filled with parts, then completed under its condition or aborted.
 * Parts may be sent by several threads at once; the rest by one.
 */
final class Multipart {
  /** S3's largest number of parts. */
  static final int MAX_PARTS = 10_000;

  /** The operation of giving up, which goes on where all else was ended. */
  static final String ABORT = "abort";

  private static final Logger LOG = LoggerFactory.getLogger(Multipart.class);
  private static final int MOST_ABORTS = 3;
  private static final int MOST_RENEWALS = 3;

  /** How long an interrupted thread cleans up. */
  private static final Duration SHORT = Duration.ofSeconds(6);

  private final Services at;
  private final Op op;
  private final ObjectKey key;
  private final String full;
  private final PutOptions options;
  private final Map<String, String> headers;
  private UploadStart start;
  private UploadStart.Begun begun;
  private int renewals;
  private final Map<Integer, Part> parts = new TreeMap<>();

  /**
   * A part that the server has.
   *
   * @param crc32c null for parts that were copied inside the store
   */
  private record Part(String etag, long size, @Nullable Integer crc32c) {}

  private Multipart(
      Services at, Op op, ObjectKey key, PutOptions options, Map<String, String> headers)
      throws StorageException {
    this.at = at;
    this.op = op;
    this.key = key;
    this.full = at.keys().full(key);
    this.options = options;
    this.headers = headers;
    this.start = new UploadStart(at, op, full);
    // From here on, so that closing waits for what a failed beginning has to give up.
    at.begun().add(this);
    try {
      this.begun = start.begin(headers);
    } catch (StorageException | RuntimeException e) {
      at.begun().remove(this);
      throw e;
    }
  }

  /**
   * Begins.
   *
   * @param more further headers of the new object
   */
  static Multipart begin(
      Services at, Op op, ObjectKey key, PutOptions options, Map<String, String> more)
      throws StorageException {
    Map<String, String> sent = at.headers().object(options);
    sent.putAll(more);
    return new Multipart(at, op, key, options, sent);
  }

  /** Sends a part; sending the same number again replaces it. */
  void send(int number, Payload payload) throws StorageException {
    Map<String, String> sent = at.headers().common();
    WriteHeaders.checksums(op, sent, payload, at.integrity().sums(kept()));
    WriteHeaders.expect(sent, payload);
    part(
        number,
        payload.size(),
        payload.crc32c(),
        (site, id) -> {
          SdkHttpResponse answer = site.bulk().uploadPart(full, id, number, sent, payload);
          at.integrity().verify(op, answer, payload);
          return ObjectHeaders.etag(answer);
        });
  }

  /** Copies a part from another object of the store. */
  void copy(int number, Location source, Map<String, String> sent, long size)
      throws StorageException {
    UploadPartCopyRequest.Builder request =
        UploadPartCopyRequest.builder()
            .sourceBucket(source.authority())
            .sourceKey(source.path())
            .destinationBucket(at.bucket())
            .destinationKey(full)
            .partNumber(number)
            .overrideConfiguration(ClientBulk.with(sent));
    part(
        number,
        size,
        null,
        (site, id) -> {
          UploadPartCopyRequest now = request.copy().uploadId(id).build();
          CopyPartResult copied =
              ServerWork.of(size, 0, () -> site.client().uploadPartCopy(now).copyPartResult());
          return Answers.required(copied == null ? null : copied.eTag(), "ETag");
        });
  }

  /** Sends one part to the upload of that id, and tells its ETag. */
  private interface PartSender {
    String send(Site site, String id) throws IOException;
  }

  private void part(int number, long size, @Nullable Integer crc32c, PartSender sender)
      throws StorageException {
    boolean added = false;
    while (!added) {
      String id = id();
      try {
        String etag = at.attempts().write(op, site -> sender.send(site, id));
        added = add(id, number, new Part(etag, size, crc32c));
      } catch (FailedAttempts e) {
        if (e.last().refusal() != Refusal.NO_UPLOAD) {
          throw e.exception();
        }
        if (!renewed(id)) {
          throw gone(e.exception());
        }
      }
    }
  }

  /** Notes a part, unless it went to an upload that was replaced meanwhile. */
  private synchronized boolean add(String id, int number, Part part) {
    if (!begun.id().equals(id)) {
      return false;
    }
    parts.put(number, part);
    return true;
  }

  private synchronized String id() {
    return begun.id();
  }

  private synchronized Integrity.Kept kept() {
    return begun.kept();
  }

  /**
   * Begins anew where the upload was aborted before it had a part: a writer of the same key took it
   * for one left behind by a lost answer of its own, or a cleaning job did. Nothing is lost yet.
   *
   * @param aborted the upload that is gone
   * @return whether there is another now
   */
  private synchronized boolean renewed(String aborted) throws StorageException {
    if (!begun.id().equals(aborted)) {
      return true;
    }
    if (!parts.isEmpty() || renewals == MOST_RENEWALS) {
      return false;
    }
    renewals++;
    start = new UploadStart(at, op, full);
    begun = start.begin(headers);
    return true;
  }

  /** How many bytes the server has. */
  synchronized long size() {
    return parts.values().stream().mapToLong(Part::size).sum();
  }

  /** Publishes all parts as one object, if its condition holds. */
  ObjectStat complete() throws StorageException {
    return complete(null);
  }

  /**
   * The same.
   *
   * @param known the CRC-32C of the whole where it is known otherwise than from the parts, such as
   *     from the source of a copy; null if it is not
   */
  ObjectStat complete(@Nullable Integer known) throws StorageException {
    start.clear(begun.id());
    lookFirst();
    CompletedParts all = completed(known);
    Integer own = own();
    if (own != null && all.crc32c() != null && !own.equals(all.crc32c())) {
      throw new CorruptDataException(
          op.name(),
          op.location(),
          Reason.CHECKSUM,
          "The bytes for the " + op + " changed while they were sent; write it again.",
          null);
    }
    Integer whole = kept() == Integrity.Kept.WHOLE ? all.crc32c() : null;
    Map<String, String> sent = at.headers().common();
    at.promises().condition(sent, options.precondition());
    if (whole != null) {
      sent.put(ObjectHeaders.CRC32C, Crc32c.base64(whole));
      sent.put(ObjectHeaders.TYPE, ObjectHeaders.FULL);
    }
    CompleteMultipartUploadRequest request =
        CompleteMultipartUploadRequest.builder()
            .bucket(at.bucket())
            .key(full)
            .uploadId(begun.id())
            .multipartUpload(upload -> upload.parts(all.parts()))
            .overrideConfiguration(ClientBulk.with(sent))
            .build();
    CompleteMultipartUploadResponse answer;
    try {
      answer =
          at.attempts()
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
    } catch (FailedAttempts e) {
      ObjectStat made = settled(e);
      at.begun().remove(this);
      return made;
    }
    at.begun().remove(this);
    SdkHttpResponse http = answer.sdkHttpResponse();
    ObjectStat.Builder stat =
        ObjectStat.builder(
                key,
                all.size(),
                Versions.of(answer.eTag(), all.size()),
                ObjectHeaders.modified(http))
            .metadata(options.metadata());
    Integer told = whole != null ? whole : own;
    if (told != null) {
      stat.checksums(ObjectHeaders.checksums(told));
    }
    if (!options.contentType().isEmpty()) {
      stat.contentType(options.contentType());
    }
    ObjectHeaders.date(http).ifPresent(stat::storeTime);
    return stat.build();
  }

  /** The checksum of the whole that stands in the metadata; null if there is none. */
  private @Nullable Integer own() {
    return ObjectHeaders.own(Optional.ofNullable(headers.get(ObjectHeaders.OWN_CRC_HEADER)))
        .orElse(null);
  }

  /** Looks whether the condition holds, where nobody knows whether the server will. */
  private void lookFirst() throws StorageException {
    Precondition precondition = options.precondition();
    if (at.promises().completion(op, precondition) == Completion.HELD) {
      return;
    }
    // Quoted as a condition has it, whichever way the server writes it.
    Optional<String> there =
        at.reads().head(op, full).map(http -> Versions.quotedEtag(ObjectHeaders.version(http, 0)));
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
        abort();
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
      throw gone(failed.exception());
    }
  }

  private StorageException gone(StorageException cause) {
    return new UnavailableException(
        op.name(),
        op.location(),
        Reason.CONFLICT,
        "The "
            + op
            + " lost its upload: somebody aborted it, perhaps a cleaning job; write it again.",
        cause);
  }

  /** All parts in order, and the checksum of the whole combined from theirs. */
  private record CompletedParts(List<CompletedPart> parts, long size, @Nullable Integer crc32c) {}

  private synchronized CompletedParts completed(@Nullable Integer known) throws StorageException {
    List<CompletedPart> completed = new ArrayList<>(parts.size());
    boolean all = at.integrity().crc();
    int crc = 0;
    long size = 0;
    for (Map.Entry<Integer, Part> entry : parts.entrySet()) {
      Part part = entry.getValue();
      CompletedPart.Builder one =
          CompletedPart.builder().partNumber(entry.getKey()).eTag(part.etag());
      Integer own = part.crc32c();
      if (own == null) {
        all = false;
      } else if (all) {
        if (begun.kept() != Integrity.Kept.NOTHING) {
          one.checksumCRC32C(Crc32c.base64(own));
        }
        crc = size == 0 ? own : Crc32c.combine(crc, own, part.size());
      }
      size += part.size();
      completed.add(one.build());
    }
    // That others than Amazon know the checksum of what they copied themselves was not seen.
    boolean told =
        known != null && at.integrity().crc() && at.promises().server().equals(KnownServer.AMAZON);
    return new CompletedParts(completed, size, all ? (Integer) crc : told ? known : null);
  }

  /**
   * Gives up; whatever a part still on its way leaves behind is looked for and removed too. Goes on
   * for a short time if the thread was interrupted.
   */
  void abort() throws StorageException {
    try {
      Hurry.evenIfInterrupted(SHORT, this::abortNow);
    } finally {
      at.begun().remove(this);
    }
  }

  private void abortNow() throws StorageException {
    start.clear(begun.id());
    Op abort = new Op(ABORT, op.location());
    Map<String, String> sent = at.headers().common();
    AbortMultipartUploadRequest request =
        AbortMultipartUploadRequest.builder()
            .bucket(at.bucket())
            .key(full)
            .uploadId(begun.id())
            .overrideConfiguration(ClientBulk.with(sent))
            .build();
    ListPartsRequest look =
        ListPartsRequest.builder()
            .bucket(at.bucket())
            .key(full)
            .uploadId(begun.id())
            .maxParts(1)
            .overrideConfiguration(ClientBulk.with(sent))
            .build();
    for (int n = 0; n < MOST_ABORTS; n++) {
      try {
        at.attempts().run(abort, site -> site.client().abortMultipartUpload(request));
      } catch (NotFoundException e) {
        LOG.debug("The upload of {} is aborted", full);
        return;
      }
      try {
        at.attempts().run(abort, site -> site.client().listParts(look));
      } catch (NotFoundException e) {
        LOG.debug("The upload of {} is aborted", full);
        return;
      } catch (AccessDeniedException e) {
        if (e.reason() != Reason.FORBIDDEN) {
          throw e;
        }
        LOG.debug("The upload of {} is aborted, and nobody may look whether it is gone", full, e);
        return;
      }
    }
    throw new UnavailableException(
        abort.name(),
        abort.location(),
        Reason.CONFLICT,
        "The upload of "
            + abort.location()
            + " is still there, though it was aborted "
            + MOST_ABORTS
            + " times; let the bucket remove unfinished uploads by a rule.",
        null);
  }

  /** Gives up after a failure, which is what the caller must hear of. */
  void abort(Throwable failure) {
    try {
      abort();
    } catch (StorageException e) {
      failure.addSuppressed(e);
    }
  }
}
