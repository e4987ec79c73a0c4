package io.runpaths.s3;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Hurry;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/** An upload of one small part, by which a probe finds out what a server does with such. */
final class ProbeUpload {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeUpload.class);

  private final ProbeObjects objects;
  private final Op op;
  private final String full;
  private final String id;
  private final CompletedPart part;
  private final Payload payload = ProbeObjects.bytes();
  private boolean completed;

  /**
   * Begins it and sends its part.
   *
   * @param more further headers of the new object
   * @param sums what goes with the part
   */
  ProbeUpload(
      ProbeObjects objects,
      Op op,
      ObjectKey key,
      Map<String, String> more,
      Set<WriteHeaders.Sum> sums)
      throws StorageException, FailedAttempts {
    this.objects = objects;
    this.op = op;
    this.full = objects.full(key);
    Map<String, String> headers = objects.headers().encrypted();
    headers.putAll(more);
    CreateMultipartUploadRequest begin =
        CreateMultipartUploadRequest.builder()
            .bucket(objects.root().authority())
            .key(full)
            .overrideConfiguration(ClientBulk.with(headers))
            .build();
    this.id =
        objects.write(
            op,
            site ->
                Answers.required(
                    site.client().createMultipartUpload(begin).uploadId(), "UploadId"));
    Map<String, String> sent = objects.headers().common();
    WriteHeaders.checksums(op, sent, payload, sums);
    CompletedPart.Builder one = CompletedPart.builder().partNumber(1);
    if (sums.contains(WriteHeaders.Sum.CRC32C)) {
      one.checksumCRC32C(crc());
    }
    try {
      one.eTag(
          objects.write(
              op, site -> ObjectHeaders.etag(site.bulk().uploadPart(full, id, 1, sent, payload))));
    } catch (StorageException | FailedAttempts | RuntimeException e) {
      end();
      throw e;
    }
    this.part = one.build();
  }

  /** The CRC-32C of its bytes. */
  String crc() {
    return Crc32c.base64(payload.crc32c());
  }

  /**
   * Completes it.
   *
   * @param more further headers
   * @return whether it was completed; false if a condition was refused
   */
  boolean complete(Map<String, String> more) throws StorageException, FailedAttempts {
    Map<String, String> sent = objects.headers().common();
    sent.putAll(more);
    CompleteMultipartUploadRequest request =
        CompleteMultipartUploadRequest.builder()
            .bucket(objects.root().authority())
            .key(full)
            .uploadId(id)
            .multipartUpload(upload -> upload.parts(part))
            .overrideConfiguration(ClientBulk.with(sent))
            .build();
    try {
      objects.write(op, site -> site.client().completeMultipartUpload(request));
      completed = true;
      return true;
    } catch (FailedAttempts e) {
      // Gone it is where the first of two answers was lost: that tells nothing good either.
      if (!ProbeObjects.isRefusal(e) && e.last().refusal() != Refusal.NO_UPLOAD) {
        throw e;
      }
      return false;
    }
  }

  /** Leaves nothing unfinished. */
  void end() {
    if (completed) {
      return;
    }
    UploadAbort abort =
        new UploadAbort(
            objects.attempts(),
            objects.root().authority(),
            objects.headers().common(),
            op.location(),
            full);
    try {
      Hurry.evenIfInterrupted(UploadAbort.SHORT, () -> abort.once(id));
    } catch (StorageException e) {
      LOG.warn("The upload {} of {} could not be aborted: {}", id, full, e.getMessage());
    }
  }
}
