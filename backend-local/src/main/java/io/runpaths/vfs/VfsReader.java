package io.runpaths.vfs;

import io.runpaths.spi.ByteRange;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.io.InputStream;

/** Begins reads: finds the object, chooses the bytes, and sees that both are of one version. */
final class VfsReader {
  private static final String READ = "read";

  /** How often an object may be replaced while it is being opened. */
  private static final int MAX_OPENINGS = 5;

  private final VfsStore store;
  private final boolean inMemory;

  VfsReader(VfsStore store, boolean inMemory) {
    this.store = store;
    this.inMemory = inMemory;
  }

  private record Slice(long offset, long length) {}

  ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    String location = store.failures().at(key.value());
    Mount mount = store.mounts().borrow(READ, location);
    boolean held = false;
    try {
      ObjectContent content = open(mount, key, options, location);
      held = !inMemory && content.length() > 0;
      return content;
    } catch (IOException e) {
      throw store.failures().of(READ, location, e);
    } finally {
      if (!held) {
        store.mounts().giveBack(mount);
      }
    }
  }

  private ObjectContent open(Mount mount, ObjectKey key, ReadOptions options, String location)
      throws IOException {
    Tree tree = new Tree(mount);
    Places.Found found = find(tree, key);
    for (int opening = 0; opening < MAX_OPENINGS; opening++) {
      ObjectStat stat = found.node().stat(key);
      Version wanted = options.ifVersion().orElse(stat.version());
      if (!wanted.equals(stat.version())) {
        throw store.failures().differs(READ, key.value());
      }
      Slice slice = slice(options.range(), key, stat.size());
      InputStream stream = tree.read(found.path(), slice.offset());
      boolean given = false;
      try {
        // What was opened is what was looked at only if it is still the same now.
        Places.Found again = inMemory ? found : find(tree, key);
        if (again.equals(found)) {
          given = slice.length() > 0;
          InputStream bytes = given ? held(stream, slice, mount, location) : nothing();
          return new ObjectContent(stat, slice.length(), bytes);
        }
        found = again;
      } finally {
        if (!given) {
          stream.close();
        }
      }
    }
    throw store.failures().changing(READ, location);
  }

  private InputStream held(InputStream stream, Slice slice, Mount mount, String location) {
    Runnable done = inMemory ? () -> {} : () -> store.mounts().giveBack(mount);
    return new ObjectStream(stream, slice.length(), done, store.failures(), location);
  }

  private static InputStream nothing() {
    return InputStream.nullInputStream();
  }

  private Places.Found find(Tree tree, ObjectKey key) throws IOException {
    Places.Found found = store.places().toRead(tree, READ, key.value());
    if (found == null || found.node().is(Node.Kind.FOLDER)) {
      throw store.failures().missing(READ, store.failures().at(key.value()), null);
    }
    if (found.node().is(Node.Kind.SPECIAL)) {
      throw store.failures().special(READ, key.value());
    }
    return found;
  }

  private Slice slice(ByteRange range, ObjectKey key, long size) throws StorageException {
    if (range instanceof ByteRange.Slice slice && slice.offset() < size) {
      return new Slice(slice.offset(), Math.min(slice.length(), size - slice.offset()));
    }
    if (range instanceof ByteRange.Suffix suffix && size > 0) {
      long length = Math.min(suffix.length(), size);
      return new Slice(size - length, length);
    }
    if (range instanceof ByteRange.All) {
      return new Slice(0, size);
    }
    throw store.failures().range(READ, key.value(), size);
  }
}
