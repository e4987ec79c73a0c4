package io.runpaths.gcs;

import java.io.IOException;

/** The store was closed while a request was under way, or about to go. */
final class StoreClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;

  /**
   * The store was closed.
   *
   * @param sent whether the request may have been sent
   * @param cause how the connection ended
   */
  StoreClosedException(boolean sent, Throwable cause) {
    super("The store was closed meanwhile", cause);
    this.sent = sent;
  }

  /** Whether the request may have been sent. */
  boolean sent() {
    return sent;
  }
}
