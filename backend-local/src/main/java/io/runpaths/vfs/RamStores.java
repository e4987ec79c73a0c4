package io.runpaths.vfs;

import io.runpaths.spi.Location;
import io.runpaths.spi.StorageBackend;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.provider.AbstractFileSystem;

/**
 * The file systems in memory, one for each authority: {@code ram://a/x} and {@code ram://a/y} are
 * two folders of one, {@code ram://b/x} is in another. They last as long as the program, whoever
 * opens and closes them.
 *
 * <p>VFS' files in memory can be seen half written, so all calls to one file system take turns.
 */
final class RamStores {
  /** The longest array that every Java machine makes; VFS keeps a file in one. */
  private static final long MAX_OBJECT_BYTES = Integer.MAX_VALUE - 8;

  /** A turn is a matter of microseconds, or of copying a large object. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final ConcurrentMap<String, Memory> BY_AUTHORITY = new ConcurrentHashMap<>();

  private RamStores() {}

  /** A file system and the one permit to use it. */
  private record Memory(AbstractFileSystem files, Semaphore turn) {}

  static StorageBackend open(Location root) {
    Memory memory = BY_AUTHORITY.computeIfAbsent(root.authority(), authority -> memory());
    VfsFailures failures = new VfsFailures(root);
    Mount mount = new RamMount(memory.files(), root.path().isEmpty() ? "" : "/" + root.path());
    Mounts mounts = new Mounts((operation, location) -> mount, failures, memory.turn(), PATIENCE);
    VfsStore store = new VfsStore(mounts, new Places(failures, 0), failures);
    return new VfsBackend(
        root, store, new VfsBackend.Traits(true, MAX_OBJECT_BYTES, true, store::close));
  }

  private static Memory memory() {
    try {
      return new Memory(new LiteralRamProvider().mount(), new Semaphore(1, true));
    } catch (FileSystemException e) {
      throw new IllegalStateException("No file system in memory can be made.", e);
    }
  }
}
