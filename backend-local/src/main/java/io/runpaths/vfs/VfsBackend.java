package io.runpaths.vfs;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Page;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The driver over the mounts of one store. */
final class VfsBackend implements StorageBackend {
  private static final String DELETE = "delete";
  private static final String LIST = "list";
  private static final String PUT = "put";
  private static final String READ = "read";
  private static final String STAT = "stat";
  private static final String UPLOAD = "upload";
  private static final int BUFFER_BYTES = 1 << 16;

  private final Location root;
  private final VfsStore store;
  private final Traits traits;
  private final VfsReader reader;
  private final Deletion deletion;
  private volatile @Nullable Capabilities capabilities;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * How the schemes differ.
   *
   * @param inMemory whether bytes are gathered before a mount is borrowed, and streams are over a
   *     copy and need none
   * @param maxObjectBytes the largest object
   * @param longSegments whether names may be longer than 255 bytes
   * @param close gives back what the backend alone has
   */
  record Traits(boolean inMemory, long maxObjectBytes, boolean longSegments, Runnable close) {}

  VfsBackend(Location root, VfsStore store, Traits traits) {
    this.root = root;
    this.store = store;
    this.traits = traits;
    this.reader = new VfsReader(store, traits.inMemory());
    this.deletion = new Deletion(store);
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public Capabilities capabilities() throws StorageException {
    checkOpen("capabilities", "");
    Capabilities known = capabilities;
    if (known == null) {
      known = store.with("capabilities", "", this::promises);
      capabilities = known;
    }
    return known;
  }

  private Capabilities promises(Mount mount, Tree tree) {
    Set<Capability> promised = new LinkedHashSet<>(Set.of(Capability.CONSISTENT_LISTING));
    if (mount.replacesAtOnce()) {
      promised.add(Capability.ATOMIC_PUT);
    }
    if (traits.longSegments()) {
      promised.add(Capability.LONG_SEGMENTS);
    }
    return new Capabilities(promised, traits.maxObjectBytes());
  }

  @Override
  public Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    return store.with(
        STAT,
        key.value(),
        (mount, tree) -> {
          Places.Found found = store.places().toRead(tree, STAT, key.value());
          if (found == null || found.node().is(Node.Kind.FOLDER)) {
            return Optional.empty();
          }
          if (found.node().is(Node.Kind.SPECIAL)) {
            throw store.failures().special(STAT, key.value());
          }
          return Optional.of(found.node().stat(key));
        });
  }

  @Override
  public ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    checkOpen(READ, key.value());
    return reader.read(key, options);
  }

  @Override
  public ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    checkOpen(PUT, key.value());
    checkUnconditional(PUT, key, options.precondition());
    VfsUpload.Target target = target(PUT, key);
    try {
      copy(body, target, store.failures().at(key.value()));
      return target.publish();
    } catch (StorageException | RuntimeException e) {
      try {
        target.discard();
      } catch (StorageException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  @Override
  public Upload upload(ObjectKey key, PutOptions options) throws StorageException {
    checkOpen(UPLOAD, key.value());
    checkUnconditional(UPLOAD, key, options.precondition());
    return new VfsUpload(target(UPLOAD, key), store.failures(), store.failures().at(key.value()));
  }

  private VfsUpload.Target target(String operation, ObjectKey key) throws StorageException {
    return traits.inMemory()
        ? new MemoryTarget(store, operation, key, traits.maxObjectBytes())
        : Draft.begin(store, operation, key);
  }

  private void copy(Body body, VfsUpload.Target target, String location) throws StorageException {
    long size = body.size();
    byte[] buffer = new byte[(int) Math.max(1, Math.min(size, BUFFER_BYTES))];
    long copied = 0;
    try (InputStream source = body.open()) {
      while (true) {
        int got = read(source, buffer, location);
        if (got < 0) {
          break;
        }
        copied += got;
        if (copied > size) {
          break;
        }
        target.write(buffer, 0, got);
      }
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      throw store.failures().unreadable(PUT, location, e);
    }
    if (copied != size) {
      throw store.failures().wrongLength(PUT, location, size, copied);
    }
  }

  private int read(InputStream source, byte[] buffer, String location) throws StorageException {
    try {
      return source.read(buffer);
    } catch (IOException e) {
      // Also if it is a storage error: it is about the source, and not about this object.
      throw store.failures().unreadable(PUT, location, e);
    }
  }

  @Override
  public boolean canCopyFrom(Location source) {
    return false;
  }

  @Override
  public ObjectStat copyFrom(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    checkOpen("copy", key.value());
    throw store.failures().notPromised("copy", key.value(), Capability.COPY.words());
  }

  @Override
  public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit) throws StorageException {
    return store.with(
        LIST,
        prefix.value(),
        (mount, tree) -> {
          VfsListing listing = new VfsListing(tree, prefix, depth, rootBytes());
          if (from != Cursor.START) {
            return listing.next(from, limit);
          }
          Places.Found folder = folder(tree, prefix);
          return folder == null
              ? new Page(List.of(), Cursor.END)
              : listing.first(folder.path(), limit);
        });
  }

  private Places.@Nullable Found folder(Tree tree, KeyPrefix prefix) throws IOException {
    String path = prefix.value();
    if (path.isEmpty()) {
      Node top = tree.look("");
      if (top == null) {
        throw store.failures().noRoot(LIST);
      }
      if (!top.is(Node.Kind.FOLDER)) {
        throw store.failures().fileOrFolder(LIST, "");
      }
      return new Places.Found("", top);
    }
    Places.Found found = store.places().toRead(tree, LIST, path.substring(0, path.length() - 1));
    if (found == null && tree.look("") == null) {
      throw store.failures().noRoot(LIST);
    }
    return found == null || !found.node().is(Node.Kind.FOLDER) ? null : found;
  }

  private int rootBytes() {
    return root.path().isEmpty() ? 0 : root.path().getBytes(StandardCharsets.UTF_8).length + 1;
  }

  @Override
  public void delete(ObjectKey key, Precondition precondition) throws StorageException {
    checkOpen(DELETE, key.value());
    checkUnconditional(DELETE, key, precondition);
    deletion.delete(key);
  }

  @Override
  public Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys)
      throws StorageException {
    checkOpen(DELETE, "");
    return deletion.deleteAll(keys);
  }

  @Override
  public <T> Optional<T> extension(Class<T> type) {
    return type == PendingUploads.class
        ? Optional.of(type.cast(new VfsLeftovers(store)))
        : Optional.empty();
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      traits.close().run();
    }
  }

  private void checkOpen(String operation, String path) throws StorageException {
    store.failures().checkOpen(operation, store.failures().at(path));
  }

  /** The guard above refuses conditions already; a driver without it must not drop them either. */
  private void checkUnconditional(String operation, ObjectKey key, Precondition precondition)
      throws StorageException {
    if (!(precondition instanceof Precondition.None)) {
      throw store
          .failures()
          .notPromised(
              operation,
              key.value(),
              precondition instanceof Precondition.IfAbsent
                  ? Capability.PUT_IF_ABSENT.words()
                  : Capability.PUT_IF_VERSION.words());
    }
  }
}
