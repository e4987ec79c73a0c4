package io.runpaths.vfs;

import java.io.IOException;

/** A call took longer than its deadline and was broken off. */
final class DeadlineException extends IOException {
  private static final long serialVersionUID = 1L;

  DeadlineException(String message, Throwable cause) {
    super(message, cause);
  }
}
