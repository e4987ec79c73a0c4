package io.runpaths.local;

import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * What the file system of one root can be promised to do. Found out by looking, never by writing;
 * what a later write shows to be impossible is taken back. Safe for use by several threads.
 */
final class Promises {
  private final Path root;
  private final LocalSettings settings;
  private volatile @Nullable Capabilities known;

  Promises(Path root, LocalSettings settings) {
    this.root = root;
    this.settings = settings;
  }

  Capabilities capabilities() throws IOException {
    Capabilities now = known;
    if (now == null) {
      synchronized (this) {
        now = known;
        if (now == null) {
          now = foundOut();
          known = now;
        }
      }
    }
    return now;
  }

  /** Whether the locks of keys keep all writers apart. */
  boolean locks() throws IOException {
    return capabilities().has(Capability.PUT_IF_VERSION);
  }

  /** Whether the machine's clock is the store's. */
  boolean storeTime() throws IOException {
    return capabilities().has(Capability.STORE_TIME);
  }

  /** The lock file cannot be written, or the file system has no locks. */
  void noLocks() throws IOException {
    without(Capability.PUT_IF_VERSION, Capability.DELETE_IF_VERSION);
  }

  /** There are neither hard links nor locks. */
  void noExclusiveCreation() throws IOException {
    without(Capability.PUT_IF_ABSENT);
  }

  private synchronized void without(Capability... withdrawn) throws IOException {
    known = capabilities().without(withdrawn);
  }

  private Capabilities foundOut() throws IOException {
    EnumSet<Capability> promised =
        EnumSet.of(
            Capability.ATOMIC_PUT,
            Capability.COPY,
            Capability.PUT_IF_ABSENT,
            Capability.READ_IF_VERSION);
    Mount mount = Mount.of(root);
    boolean locks =
        switch (settings.locks()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case BY_FILE_SYSTEM -> mount.locksReachAllWriters();
        };
    if (locks) {
      promised.add(Capability.PUT_IF_VERSION);
      promised.add(Capability.DELETE_IF_VERSION);
    }
    if (!mount.isRemote()) {
      promised.add(Capability.CONSISTENT_LISTING);
      promised.add(Capability.STORE_TIME);
    }
    return new Capabilities(promised, Long.MAX_VALUE);
  }
}
