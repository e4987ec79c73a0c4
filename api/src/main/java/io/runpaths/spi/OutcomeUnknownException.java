package io.runpaths.spi;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a write was lost and its effect could not be established: it may or may not have
 * happened. Reading back later tells.
 */
public final class OutcomeUnknownException extends StorageException {
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
  public OutcomeUnknownException(
      String operation, String location, Reason reason, String message, @Nullable Throwable cause) {
    super(operation, location, reason, false, message, cause);
  }
}
