package io.runpaths.s3;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An answer that S3 does not give, such as another server's page with status 200. What it was the
 * answer to may have been done or not.
 */
final class NotS3Exception extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong with the answer.
   *
   * @param what such as {@code "there is no ETag"}
   */
  NotS3Exception(String what) {
    super(what, (@Nullable Throwable) null);
  }
}
