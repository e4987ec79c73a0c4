package io.runpaths.vfs;

import io.runpaths.spi.Location;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.contract.StoreFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for each test on one server that lives as long as the tests. */
final class SftpFixture implements StoreFixture {
  private static final SshServer SERVER = SshServer.start(temporaryFolder());

  private final Path folder = temporaryFolder();
  private final Location root = SERVER.location(folder.resolve("outputs"));

  SftpFixture() throws IOException {
    Files.createDirectory(folder.resolve("outputs"));
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public StorageBackend open() throws StorageException {
    return new VfsProvider().open(root, SERVER.options());
  }

  @Override
  public int largeBytes() {
    return (1 << 20) + 1;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("sftp");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
