package io.runpaths.local;

import io.runpaths.spi.Version;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One version of one file, as it was seen. The bytes of a small one belong to it. */
final class Snapshot {
  private final Path path;
  private final FileState state;
  private final Version version;
  private final byte @Nullable [] bytes;

  private Snapshot(Path path, FileState state, Version version, byte @Nullable [] bytes) {
    this.path = path;
    this.state = state;
    this.version = version;
    this.bytes = bytes;
  }

  /** A file of at most {@link Versions#SMALL} bytes. */
  static Snapshot small(Path path, FileState state, byte[] bytes) {
    return new Snapshot(path, state, Versions.ofBytes(bytes), bytes);
  }

  /** A longer file. */
  static Snapshot large(Path path, FileState state) {
    return new Snapshot(path, state, Versions.ofState(state), null);
  }

  /** The file, symbolic links followed. */
  Path path() {
    return path;
  }

  FileState state() {
    return state;
  }

  Version version() {
    return version;
  }

  /** The content, which nobody changes; null of a file that is longer. */
  byte @Nullable [] bytes() {
    return bytes;
  }
}
