package io.runpaths.local;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.contract.StoreFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of its own for each test. */
class LocalFixture implements StoreFixture {
  private final Path folder;
  private final Options options;

  LocalFixture() throws IOException {
    this(Options.NONE);
  }

  LocalFixture(Options options) throws IOException {
    this.folder = Files.createTempDirectory("contract");
    this.options = options;
  }

  @Override
  public Location root() {
    return Location.ofPath(folder);
  }

  @Override
  public StorageBackend open() throws StorageException {
    return new LocalProvider().open(root(), options);
  }

  @Override
  public boolean damage(ObjectKey key) throws IOException {
    Path file = root().resolve(key).toPath();
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);
    return true;
  }

  @Override
  public void close() throws IOException {
    Trees.delete(folder);
  }
}
