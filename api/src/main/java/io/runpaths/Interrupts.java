package io.runpaths;

import io.runpaths.spi.Reason;
import io.runpaths.spi.UnavailableException;

/** What an interrupt of the calling thread becomes. */
final class Interrupts {
  private Interrupts() {}

  static UnavailableException during(String operation, InterruptedException cause) {
    return new UnavailableException(
        operation,
        "",
        Reason.INTERRUPTED,
        "The thread was interrupted while it waited for " + operation + ".",
        cause);
  }
}
