package io.runpaths.spi;

import org.jspecify.annotations.Nullable;

/** The key exists and the write asked that it should not. */
public final class AlreadyExistsException extends StorageException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what failed.
   *
   * @param operation the operation in one word, such as {@code "put"}
   * @param location where: a location or key as text
   * @param reason why
   * @param message one sentence that names the thing and the way out
   * @param cause what it came from, if anything
   */
  public AlreadyExistsException(
      String operation, String location, Reason reason, String message, @Nullable Throwable cause) {
    super(operation, location, reason, false, message, cause);
  }
}
