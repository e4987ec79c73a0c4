package io.runpaths.spi;

import org.jspecify.annotations.Nullable;

/** This store, as opened, cannot do what was asked. Nothing was done. */
public final class UnsupportedException extends StorageException {
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
  public UnsupportedException(
      String operation, String location, Reason reason, String message, @Nullable Throwable cause) {
    super(operation, location, reason, false, message, cause);
  }
}
