package io.runpaths.spi;

import org.jspecify.annotations.Nullable;

/** The object, or the root itself, does not exist. */
public final class NotFoundException extends StorageException {
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
  public NotFoundException(
      String operation, String location, Reason reason, String message, @Nullable Throwable cause) {
    super(operation, location, reason, false, message, cause);
  }
}
