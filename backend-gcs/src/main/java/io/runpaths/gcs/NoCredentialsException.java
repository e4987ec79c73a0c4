package io.runpaths.gcs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** There are no credentials to ask with, or no token for them; nothing was sent to the store. */
final class NoCredentialsException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why there are none.
   *
   * @param message what was tried and what came of it
   * @param cause what Google's client says; null where that could be secret
   */
  NoCredentialsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
