package io.runpaths.gcs;

import io.runpaths.gcs.server.GcsServer;
import org.jspecify.annotations.Nullable;

/** The small server in this JVM, its objects in memory; started once for all contracts. */
final class RunningServer {
  private static @Nullable TestServer running;

  private RunningServer() {}

  static synchronized TestServer get() {
    TestServer known = running;
    if (known == null) {
      known = new TestServer("in this JVM", GcsServer.start().uri());
      running = known;
    }
    return known;
  }
}
