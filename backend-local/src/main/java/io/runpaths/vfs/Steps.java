package io.runpaths.vfs;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Runs what libraries do, so that whatever they throw is an {@link IOException}. */
final class Steps {
  private Steps() {}

  static <T> T run(Callable<T> step) throws IOException {
    try {
      return step.call();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      // Both libraries let runtime exceptions out when a connection breaks under them.
      throw new IOException(e.toString(), e);
    }
  }
}
