package io.runpaths.s3;

import io.runpaths.spi.Reason;
import org.jspecify.annotations.Nullable;

/** There are no credentials to sign a request with; nothing was sent. */
final class NoCredentialsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * Says why there are none.
   *
   * @param reason {@link Reason#NO_CREDENTIALS}, {@link Reason#EXPIRED_CREDENTIALS} or {@link
   *     Reason#TIMEOUT}
   * @param message what was tried and what came of it
   * @param cause the chain's own failure
   */
  NoCredentialsException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
