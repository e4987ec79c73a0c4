package io.runpaths.testkit.matrix;

import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where one cell plays: a folder of its own below the root.
 *
 * @param name of the folder
 * @param driver the driver under test, guarded, through the proxy
 * @param clean a driver whose wire is well, guarded
 * @param large a file of the size of large objects
 * @param coldly opens one more driver under test, which knows nothing yet
 */
record Stage(String name, StorageBackend driver, StorageBackend clean, Path large, Opening coldly) {
  /** Opens a driver. */
  interface Opening {
    StorageBackend open() throws StorageException;
  }

  ObjectKey key(String below) {
    return ObjectKey.of(name + "/" + below);
  }

  /** Metadata, where the store keeps any. */
  Map<String, String> kept(Map<String, String> metadata) throws StorageException {
    return clean.capabilities().has(Capability.METADATA) ? metadata : Map.of();
  }

  /** Runs over the driver under test; not to be closed, for that would close the driver. */
  RunStore runs() {
    return RunStores.over(driver, StoreSettings.DEFAULT);
  }

  /** Runs over the clean driver; not to be closed either. */
  RunStore cleanRuns() {
    return RunStores.over(clean, StoreSettings.DEFAULT);
  }
}
