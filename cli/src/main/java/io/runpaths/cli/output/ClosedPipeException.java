package io.runpaths.cli.output;

import java.io.IOException;

/**
 * Whoever read our output went away, as {@code head} does. Not an error: there is no more to do.
 */
public final class ClosedPipeException extends IOException {
  private static final long serialVersionUID = 1L;

  ClosedPipeException(IOException cause) {
    super("The reader of the output went away.", cause);
  }
}
