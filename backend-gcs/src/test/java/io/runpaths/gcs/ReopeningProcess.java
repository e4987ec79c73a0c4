package io.runpaths.gcs;

import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.StorageBackend;

/** Opens a store, closes it, and opens it again, with what credentials its process has. */
final class ReopeningProcess {
  private ReopeningProcess() {}

  public static void main(String[] arguments) throws Exception {
    GcsPathProvider provider = new GcsPathProvider();
    Location root = provider.resolve(arguments[0]);
    Options options =
        Options.NONE
            .with(GcsOptions.ENDPOINT, arguments[1])
            .with(GcsOptions.ANONYMOUS, "false")
            .with(GcsOptions.RETRIES, "0");
    for (int n = 0; n < 2; n++) {
      try (StorageBackend backend = provider.open(root, options)) {
        Stage.put(backend, "a", new byte[1]);
        System.out.println(Stage.bytes(backend, "a").length + " byte");
      }
    }
  }
}
