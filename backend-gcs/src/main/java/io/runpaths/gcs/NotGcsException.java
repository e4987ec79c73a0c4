package io.runpaths.gcs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An answer that Google Cloud Storage does not give, such as another server's page with status 200.
 * What it was the answer to may have been done or not.
 */
final class NotGcsException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong with the answer.
   *
   * @param what such as {@code "the answer has no generation"}
   */
  NotGcsException(String what) {
    this(what, null);
  }

  NotGcsException(String what, @Nullable Throwable cause) {
    super(what, cause);
  }
}
