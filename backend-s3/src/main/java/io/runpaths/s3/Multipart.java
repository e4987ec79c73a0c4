package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * One multipart upload: begun, filled with parts, then completed under its condition or aborted.
 * Parts may be sent by several threads at once; the rest by one.
 */
final class Multipart {
  /** S3's largest number of parts. */
  static final int MAX_PARTS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Multipart.class);
  private static final int MOST_ABORTS = 3;

  private final Services at;
  private final Op op;
  private final ObjectKey key;
  private final String full;
  private final PutOptions options;
  private final String writeId;
  private final String uploadId;
  private final Map<Integer, Part> parts = new TreeMap<>();

  /**
   * A part that the server has.
   *
   * @param crc32c null for parts that were copied inside the store
   */
  private record Part(String etag, long size, @Nullable Integer crc32c) {}

  private Multipart(
      Services at, Op op, ObjectKey key, PutOptions options, String writeId, String uploadId) {
    this.at = at;
    this.op = op;
    this.key = key;
    this.full = at.keys().full(key);
    this.options = options;
    this.writeId = writeId;
    this.uploadId = uploadId;
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
    if (at.integrity().crc()) {
      sent.put("x-amz-checksum-algorithm", "CRC32C");
      sent.put("x-amz-checksum-type", "FULL_OBJECT");
    }
    String uploadId =
        at.attempts()
            .run(
                op,
                site ->
                    site.client()
                        .createMultipartUpload(
                            create ->
                                create
                                    .bucket(at.bucket())
                                    .key(at.keys().full(key))
                                    .overrideConfiguration(ClientBulk.with(sent)))
                        .uploadId());
    return new Multipart(at, op, key, options, WriteHeaders.writeId(sent), uploadId);
  }

  /** Sends a part; sending the same number again replaces it. */
  void send(int number, Payload payload) throws StorageException {
    Map<String, String> sent = at.headers().common();
    at.headers().checksum(sent, payload, at.integrity().checked());
    SdkHttpResponse answer;
    try {
      answer =
          at.attempts()
              .write(op, site -> site.bulk().uploadPart(full, uploadId, number, sent, payload));
    } catch (FailedAttempts e) {
      throw e.last().refusal() == Refusal.NO_UPLOAD ? gone(e.exception()) : e.exception();
    }
    at.integrity().verify(op, answer, payload);
    add(number, answer.firstMatchingHeader("ETag").orElse(""), payload.size(), payload.crc32c());
  }

  /** Copies a part from another object of the store. */
  void copy(int number, Location source, Map<String, String> sent, long size)
      throws StorageException {
    String etag =
        at.attempts()
            .run(
                op,
                site ->
                    site.client()
                        .uploadPartCopy(
                            copy ->
                                copy.sourceBucket(source.authority())
                                    .sourceKey(source.path())
                                    .destinationBucket(at.bucket())
                                    .destinationKey(full)
                                    .uploadId(uploadId)
                                    .partNumber(number)
                                    .overrideConfiguration(ClientBulk.with(sent)))
                        .copyPartResult()
                        .eTag());
    add(number, etag, size, null);
  }

  private synchronized void add(int number, String etag, long size, @Nullable Integer crc32c) {
    parts.put(number, new Part(etag, size, crc32c));
  }

  /** How many bytes the server has. */
  synchronized long size() {
    return parts.values().stream().mapToLong(Part::size).sum();
  }

  /** Publishes all parts as one object, if its condition holds. */
  ObjectStat complete() throws StorageException {
    CompletedParts all = completed();
    Map<String, String> sent = at.headers().common();
    WriteHeaders.condition(sent, options.precondition());
    if (all.crc32c() != null) {
      sent.put(ObjectHeaders.CRC32C, Crc32c.base64(all.crc32c()));
      sent.put("x-amz-checksum-type", "FULL_OBJECT");
    }
    CompleteMultipartUploadRequest request =
        CompleteMultipartUploadRequest.builder()
            .bucket(at.bucket())
            .key(full)
            .uploadId(uploadId)
            .multipartUpload(upload -> upload.parts(all.parts()))
            .overrideConfiguration(ClientBulk.with(sent))
            .build();
    CompleteMultipartUploadResponse answer;
    try {
      answer = at.attempts().write(op, site -> site.client().completeMultipartUpload(request));
    } catch (FailedAttempts e) {
      return settled(e);
    }
    SdkHttpResponse http = answer.sdkHttpResponse();
    ObjectStat.Builder stat =
        ObjectStat.builder(
                key,
                all.size(),
                Versions.of(String.valueOf(answer.eTag()), all.size()),
                ObjectHeaders.modified(http))
            .metadata(options.metadata());
    if (all.crc32c() != null) {
      stat.checksums(ObjectHeaders.checksums(all.crc32c()));
    }
    if (!options.contentType().isEmpty()) {
      stat.contentType(options.contentType());
    }
    ObjectHeaders.date(http).ifPresent(stat::storeTime);
    return stat.build();
  }

  /**
   * What became of a completion that seems to have failed. Where the answer was lost and the object
   * is not there, the upload is aborted first: after that no late completion can succeed, and the
   * second look is the truth.
   */
  private ObjectStat settled(FailedAttempts failed) throws StorageException {
    if (!failed.lost() && failed.last().refusal() == Refusal.NO_UPLOAD) {
      throw gone(failed.exception());
    }
    try {
      return at.outcome().of(op, key, failed, options.precondition(), writeId);
    } catch (OutcomeUnknownException e) {
      try {
        abort();
      } catch (StorageException stillThere) {
        e.addSuppressed(stillThere);
        throw e;
      }
      return at.outcome().ofNothingUnderWay(op, key, failed, options.precondition(), writeId);
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

  private synchronized CompletedParts completed() {
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
        one.checksumCRC32C(Crc32c.base64(own));
        crc = size == 0 ? own : Crc32c.combine(crc, own, part.size());
      }
      size += part.size();
      completed.add(one.build());
    }
    return new CompletedParts(completed, size, all ? (Integer) crc : null);
  }

  /** Gives up; whatever a part still on its way leaves behind is looked for and removed too. */
  void abort() throws StorageException {
    Map<String, String> sent = at.headers().common();
    for (int n = 0; n < MOST_ABORTS; n++) {
      try {
        at.attempts()
            .run(
                op,
                site ->
                    site.client()
                        .abortMultipartUpload(
                            abort ->
                                abort
                                    .bucket(at.bucket())
                                    .key(full)
                                    .uploadId(uploadId)
                                    .overrideConfiguration(ClientBulk.with(sent))));
        at.attempts()
            .run(
                op,
                site ->
                    site.client()
                        .listParts(
                            list ->
                                list.bucket(at.bucket())
                                    .key(full)
                                    .uploadId(uploadId)
                                    .maxParts(1)
                                    .overrideConfiguration(ClientBulk.with(sent))));
      } catch (NotFoundException e) {
        LOG.debug("The upload of {} is aborted", full);
        return;
      }
    }
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
