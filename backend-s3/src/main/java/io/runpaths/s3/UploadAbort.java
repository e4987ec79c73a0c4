package io.runpaths.s3;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Op;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;

/** Aborts multipart uploads of one key. */
final class UploadAbort {
  /** The operation of giving up, which goes on where all else was ended. */
  static final String ABORT = "abort";

  /** How long an interrupted thread cleans up what one request or two remove. */
  static final Duration SHORT = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(UploadAbort.class);
  private static final int MOST_ABORTS = 3;

  private final Attempts<Site> attempts;
  private final String bucket;
  private final Map<String, String> headers;
  private final Op op;
  private final String key;

  /**
   * Aborts nothing yet.
   *
   * @param headers what goes with every request
   * @param location where the object is, for messages
   * @param key of the uploads
   */
  UploadAbort(
      Attempts<Site> attempts,
      String bucket,
      Map<String, String> headers,
      String location,
      String key) {
    this.attempts = attempts;
    this.bucket = bucket;
    this.headers = headers;
    this.op = new Op(ABORT, location);
    this.key = key;
  }

  /** For uploads of a key in the bucket of the store. */
  static UploadAbort in(Services at, String location, String key) {
    return new UploadAbort(at.attempts(), at.bucket(), at.headers().common(), location, key);
  }

  /**
   * Aborts an upload by one request, after which a part still on its way may leave something.
   *
   * @throws NotFoundException if it is gone already
   */
  void once(String uploadId) throws StorageException {
    AbortMultipartUploadRequest request =
        AbortMultipartUploadRequest.builder()
            .bucket(bucket)
            .key(key)
            .uploadId(uploadId)
            .overrideConfiguration(ClientBulk.with(headers))
            .build();
    attempts.run(op, site -> site.client().abortMultipartUpload(request));
  }

  /**
   * Aborts an upload until it is gone; whatever a part still on its way leaves behind is looked for
   * and removed too.
   *
   * @throws UnavailableException if it is still there after several times
   */
  void untilGone(String uploadId) throws StorageException {
    for (int n = 0; n < MOST_ABORTS; n++) {
      try {
        once(uploadId);
      } catch (NotFoundException e) {
        LOG.debug("The upload of {} is aborted", key);
        return;
      }
      if (seemsGone(uploadId)) {
        return;
      }
    }
    throw new UnavailableException(
        op.name(),
        op.location(),
        Reason.CONFLICT,
        "The upload of "
            + op.location()
            + " is still there, though it was aborted "
            + MOST_ABORTS
            + " times; let the bucket remove unfinished uploads by a rule.",
        null);
  }

  /** Whether it is gone, for all that may be seen. */
  private boolean seemsGone(String uploadId) throws StorageException {
    ListPartsRequest look =
        ListPartsRequest.builder()
            .bucket(bucket)
            .key(key)
            .uploadId(uploadId)
            .maxParts(1)
            .overrideConfiguration(ClientBulk.with(headers))
            .build();
    try {
      attempts.run(op, site -> site.client().listParts(look));
      return false;
    } catch (NotFoundException e) {
      LOG.debug("The upload of {} is aborted", key);
      return true;
    } catch (AccessDeniedException e) {
      if (e.reason() != Reason.FORBIDDEN) {
        throw e;
      }
      LOG.debug("The upload of {} is aborted, and nobody may look whether it is gone", key, e);
      return true;
    }
  }
}
