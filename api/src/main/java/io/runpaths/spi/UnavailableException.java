package io.runpaths.spi;

import org.jspecify.annotations.Nullable;

/**
 * The store cannot be reached, does not answer in time, or has no room. Nothing was changed, as far
 * as can be known; where a write may have taken effect it is {@link OutcomeUnknownException}.
 */
public final class UnavailableException extends StorageException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what failed.
   *
   * @param operation the operation in one word, such as {@code "put"}
   * @param location where: a location or key as text
   * @param reason why; all but {@link Reason#NO_SPACE}, {@link Reason#CLOSED}, {@link Reason#TLS}
   *     and {@link Reason#INTERRUPTED} are worth a retry
   * @param message one sentence that names the thing and the way out
   * @param cause what it came from, if anything
   */
  public UnavailableException(
      String operation, String location, Reason reason, String message, @Nullable Throwable cause) {
    super(operation, location, reason, retryHelps(reason), message, cause);
  }

  private static boolean retryHelps(Reason reason) {
    return switch (reason) {
      case NO_SPACE, CLOSED, TLS, INTERRUPTED -> false;
      default -> true;
    };
  }
}
