package io.runpaths.gcs;

import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Op;
import org.jspecify.annotations.Nullable;

/**
 * What failures of one store say.
 *
 * @param bucket its bucket
 * @param settings its settings
 */
record Sentences(String bucket, GcsSettings settings) {
  /** Who is spoken to, in words. */
  String host() {
    return settings.hostInWords();
  }

  /** It did not go; the way out included. */
  static StorageException unavailable(Op op, Reason reason, String way, @Nullable Exception e) {
    return new UnavailableException(
        op.name(), op.location(), reason, "The " + op + " failed: " + way + ".", e);
  }

  /** Not GCS answered; whether GCS stands behind it, and did what was asked, is not known. */
  Failure foreign(Op op, Retry retry, @Nullable Exception thrown) {
    return failure(
        unavailable(
            op,
            Reason.MALFORMED,
            "what answers at "
                + host()
                + " does not speak as Google Cloud Storage; check gcs.endpoint and gcs.proxy",
            thrown),
        true,
        retry);
  }

  /**
   * The store was closed while it was being done. Whether it may go on to clean up is decided where
   * its next attempt begins.
   */
  static Failure closed(Op op, boolean lost, Exception e) {
    return failure(
        unavailable(op, Reason.CLOSED, "the store was closed meanwhile; open it again", e),
        lost,
        Retry.YES);
  }

  static Failure failure(StorageException exception, boolean lost, Retry retry) {
    return new Failure(exception, Refusal.OTHER, lost, retry, null, null);
  }

  /** A failure that another attempt does not mend, and that changed nothing. */
  static Failure no(StorageException exception) {
    return failure(exception, false, Retry.NO);
  }

  static Failure refusal(StorageException exception, Refusal refusal) {
    return new Failure(exception, refusal, false, Retry.NO, null, null);
  }
}
