package io.runpaths.s3;

import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import io.runpaths.spi.remote.Op;
import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What failures of one store say.
 *
 * @param bucket its bucket
 * @param settings its settings
 */
record Sentences(String bucket, S3Settings settings) {
  /** Who is spoken to, in words. */
  String host() {
    return settings.endpoint() == null ? "Amazon S3" : settings.endpoint().getAuthority();
  }

  Duration timeout() {
    return settings.timeout();
  }

  /** The way out where a server may not know the checksums that it was sent. */
  String otherChecksums() {
    return settings.checksums() == S3Options.ChecksumMode.CRC32C
        ? "; if it does not know these checksums, s3.checksums=md5 may help"
        : "";
  }

  /** It did not go; the way out included. */
  StorageException unavailable(Op op, Reason reason, String way, Exception e) {
    String id = e instanceof AwsServiceException answered ? ErrorAnswers.id(answered) : "";
    return new UnavailableException(
        op.name(), op.location(), reason, "The " + op + " failed: " + way + id + ".", e);
  }

  /** Not S3 answered; whether S3 stands behind it, and did what was asked, is not known. */
  Failure foreign(Op op, Retry retry, Exception thrown) {
    return failure(
        unavailable(
            op,
            Reason.MALFORMED,
            "what answers at " + host() + " does not speak S3; check s3.endpoint and s3.proxy",
            thrown),
        true,
        retry);
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
