package io.runpaths.vfs;

import io.runpaths.spi.Body;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.contract.StoreFixture;
import java.util.UUID;

/** A file system in memory for each test. */
final class RamFixture implements StoreFixture {
  private final Location root = Location.parse("ram://" + UUID.randomUUID() + "/deep/outputs");

  /** Makes the root, as a folder is made: by writing into it. */
  RamFixture() throws StorageException {
    try (StorageBackend backend = open()) {
      backend.put(ObjectKey.of("first"), Body.of(""), PutOptions.REPLACE);
      backend.delete(ObjectKey.of("first"), Precondition.NONE);
    }
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public StorageBackend open() throws StorageException {
    return new VfsProvider().open(root, Options.NONE);
  }

  @Override
  public void close() {
    // Each test has a file system of its own.
  }
}
