package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Hurry;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * One multipart upload: begun, filled with parts, then completed under its condition or aborted.
 * Parts may be sent by several threads at once; the rest by one.
 */
final class Multipart {
  /** S3's largest number of parts. */
  static final int MAX_PARTS = 10_000;

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

  /** Nothing begins any more. */
  private boolean givenUp;

  private final SentParts parts = new SentParts();

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
    } catch (StorageException | RuntimeException | Error e) {
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
        added = add(id, number, new SentParts.Part(etag, size, crc32c));
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
  private synchronized boolean add(String id, int number, SentParts.Part part) {
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
    if (givenUp || !parts.isEmpty() || renewals == MOST_RENEWALS) {
      return false;
    }
    renewals++;
    start = new UploadStart(at, op, full);
    begun = start.begin(headers);
    return true;
  }

  /**
   * Publishes all parts as one object, if its condition holds.
   *
   * @param size how many bytes the object is to have
   */
  ObjectStat complete(long size) throws StorageException {
    return complete(size, null);
  }

  /**
   * The same.
   *
   * @param known the CRC-32C of the whole where it is known otherwise than from the parts, such as
   *     from the source of a copy; null if it is not
   */
  ObjectStat complete(long size, @Nullable Integer known) throws StorageException {
    SentParts.Whole all = whole(known);
    all.requireSize(op, size);
    start.clear(begun.id());
    return new UploadCompletion(at, op, key, options, headers, this).of(begun, all);
  }

  private synchronized SentParts.Whole whole(@Nullable Integer known) throws StorageException {
    boolean crc = at.integrity().crc();
    // That others than Amazon know the checksum of what they copied themselves was not seen.
    boolean told = known != null && crc && at.promises().server().equals(KnownServer.AMAZON);
    return parts.whole(crc, begun.kept() != Integrity.Kept.NOTHING, told ? known : null);
  }

  /** It is completed: there is nothing to give up any more. */
  void over() {
    at.begun().remove(this);
  }

  /** The failure of an upload that somebody else has ended. */
  StorageException gone(StorageException cause) {
    return new UnavailableException(
        op.name(),
        op.location(),
        Reason.CONFLICT,
        "The "
            + op
            + " lost its upload: somebody aborted it, perhaps a cleaning job; write it again.",
        cause);
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

  private synchronized void giveUp() {
    givenUp = true;
  }

  private void abortNow() throws StorageException {
    giveUp();
    start.clear(begun.id());
    UploadAbort.in(at, op.location(), full).untilGone(begun.id());
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
