package io.runpaths.s3;

import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Hurry;
import io.runpaths.spi.remote.Op;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Begins a multipart upload. Where an answer to that was lost, an upload may have been left behind
 * whose id nobody knows; it is looked for among the uploads of the key and aborted.
 *
 * <p>Nothing in S3 tells for sure whose upload one is, so an upload counts as left behind only if
 * it is like this one in every way that S3 tells, was begun within the time of the attempts by the
 * server's clock, holds no part when all parts of this one are sent, and if there are not more such
 * uploads than lost answers. A writer of RunPaths whose upload is taken for one by mistake has lost
 * nothing: it begins another before its first part ({@link Multipart}). See decision 0012.
 */
final class UploadStart {
  private static final Logger LOG = LoggerFactory.getLogger(UploadStart.class);

  /** Servers tell times in whole seconds, the one rounded down perhaps and the other up. */
  private static final Duration CLOCK = Duration.ofSeconds(2);

  /** The headers that ask for a checksum of the whole. */
  static final Map<String, String> ASKING_FOR_WHOLE =
      Map.of("x-amz-checksum-algorithm", "CRC32C", ObjectHeaders.TYPE, ObjectHeaders.FULL);

  private final Services at;
  private final Op op;
  private final Op cleaning;
  private final String key;
  private final Map<String, String> common;
  private final long began = System.nanoTime();
  private long ended = began;
  private int attempts;

  UploadStart(Services at, Op op, String key) {
    this.at = at;
    this.op = op;
    this.cleaning = new Op(UploadAbort.ABORT, op.location());
    this.key = key;
    this.common = at.headers().common();
  }

  /**
   * An upload that was begun.
   *
   * @param id its id
   * @param kept what the server keeps of checksums of its parts
   */
  record Begun(String id, Integrity.Kept kept) {}

  /**
   * Begins the upload. Asks for a checksum of the whole, unless the server is known to refuse that;
   * one that turns out to refuse it is asked again without.
   *
   * @param sent the headers of the new object
   */
  Begun begin(Map<String, String> sent) throws StorageException {
    Integrity integrity = at.integrity();
    if (!integrity.asksForWhole()) {
      return new Begun(tried(sent).uploadId(), Integrity.Kept.NOTHING);
    }
    Map<String, String> asking = new TreeMap<>(sent);
    asking.putAll(ASKING_FOR_WHOLE);
    try {
      CreateMultipartUploadResponse answer = tried(asking);
      Optional<Integrity.Kept> kept = kept(answer);
      if (kept.isPresent()) {
        return new Begun(answer.uploadId(), kept.get());
      }
      abort(answer.uploadId());
      // Its answer came, and it is gone: it is none of those that may be left behind.
      attempts--;
    } catch (UnsupportedException e) {
      if (e.reason() != Reason.NOT_PROMISED && e.reason() != Reason.OTHER) {
        throw e;
      }
    }
    Begun begun = new Begun(tried(sent).uploadId(), Integrity.Kept.NOTHING);
    integrity.refused();
    return begun;
  }

  /** What the server keeps of it; an upload of which that cannot be found out is given up. */
  private Optional<Integrity.Kept> kept(CreateMultipartUploadResponse begun)
      throws StorageException {
    try {
      return at.integrity().kept(op, begun.sdkHttpResponse());
    } catch (StorageException | RuntimeException e) {
      try {
        Hurry.evenIfInterrupted(UploadAbort.SHORT, () -> abort(begun.uploadId()));
      } catch (StorageException stillThere) {
        e.addSuppressed(stillThere);
      }
      throw e;
    }
  }

  private CreateMultipartUploadResponse tried(Map<String, String> sent) throws StorageException {
    CreateMultipartUploadRequest request =
        CreateMultipartUploadRequest.builder()
            .bucket(at.bucket())
            .key(key)
            .overrideConfiguration(ClientBulk.with(sent))
            .build();
    try {
      return at.attempts()
          .write(
              op,
              site -> {
                attempts++;
                CreateMultipartUploadResponse answer = site.client().createMultipartUpload(request);
                Answers.required(answer.uploadId(), "UploadId");
                return answer;
              });
    } catch (FailedAttempts e) {
      ended = System.nanoTime();
      // The last attempt has left one too, perhaps; refusals that came have left none.
      attempts = e.lost() ? attempts + 1 : 1;
      clear(null);
      attempts = 0;
      throw e.exception();
    } finally {
      ended = System.nanoTime();
    }
  }

  /**
   * Aborts what lost answers left behind; does nothing where all came. A failure is no failure of
   * the upload: what stays is listed as pending.
   *
   * @param own the upload that goes on, whose parts are all sent; null if there is none
   */
  void clear(@Nullable String own) {
    int most = attempts - 1;
    attempts = 1;
    if (most < 1) {
      return;
    }
    try {
      Hurry.evenIfInterrupted(UploadAbort.SHORT, () -> clear(own, most));
    } catch (StorageException e) {
      LOG.warn("An upload of {} may be left behind: {}", key, e.getMessage());
    }
  }

  private void clear(@Nullable String own, int most) throws StorageException {
    List<String> left = new ArrayList<>();
    for (String uploadId : alike(own)) {
      if (isEmpty(uploadId)) {
        left.add(uploadId);
      }
    }
    if (left.size() > most) {
      LOG.warn("Others upload {} too: {} uploads of it are left alone", key, left.size());
      return;
    }
    for (String uploadId : left) {
      abort(uploadId);
    }
  }

  /** The uploads of the key that could be from attempts whose answer was lost. */
  private List<String> alike(@Nullable String own) throws StorageException {
    ListMultipartUploadsRequest request =
        ListMultipartUploadsRequest.builder()
            .bucket(at.bucket())
            .prefix(key)
            .encodingType(at.promises().server().listEncoding())
            .overrideConfiguration(ClientBulk.with(common))
            .build();
    long asked = System.nanoTime();
    // The key's own uploads come before those of longer keys: the first page has them.
    ListMultipartUploadsResponse page =
        at.attempts().run(cleaning, site -> site.client().listMultipartUploads(request));
    long now = System.nanoTime();
    Instant date = ObjectHeaders.date(page.sdkHttpResponse()).orElseGet(Instant::now);
    // The answer was dated at some time between the question and now.
    Instant from = date.minusNanos(now - began).minus(CLOCK);
    Instant to = date.minusNanos(asked - ended).plus(CLOCK);
    Optional<MultipartUpload> mine =
        page.uploads().stream().filter(upload -> upload.uploadId().equals(own)).findAny();
    List<String> found = new ArrayList<>();
    for (MultipartUpload upload : page.uploads()) {
      Instant initiated = upload.initiated();
      boolean inTime = initiated != null && !initiated.isBefore(from) && !initiated.isAfter(to);
      boolean alike = mine.isEmpty() || areAlike(upload, mine.get());
      if (upload.key().equals(key) && !upload.uploadId().equals(own) && inTime && alike) {
        found.add(upload.uploadId());
      }
    }
    return found;
  }

  private static boolean areAlike(MultipartUpload one, MultipartUpload other) {
    MultipartUpload same =
        one.toBuilder().uploadId(other.uploadId()).initiated(other.initiated()).build();
    return same.equals(other);
  }

  private boolean isEmpty(String uploadId) throws StorageException {
    ListPartsRequest request =
        ListPartsRequest.builder()
            .bucket(at.bucket())
            .key(key)
            .uploadId(uploadId)
            .maxParts(1)
            .overrideConfiguration(ClientBulk.with(common))
            .build();
    try {
      return at.attempts()
          .run(cleaning, site -> site.client().listParts(request).parts().isEmpty());
    } catch (NotFoundException e) {
      LOG.debug("The upload {} of {} is gone already", uploadId, key);
      return false;
    }
  }

  private void abort(String uploadId) throws StorageException {
    try {
      UploadAbort.in(at, op.location(), key).once(uploadId);
      LOG.debug("The upload {} of {}, left by a lost answer, is aborted", uploadId, key);
    } catch (NotFoundException e) {
      LOG.debug("The upload {} of {} is gone already", uploadId, key);
    }
  }
}
