package io.runpaths.vfs;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object in the making: a temporary file beside its target, written from the front to the end,
 * then looked at, then renamed. It holds a mount until it is published or discarded.
 */
final class Draft implements VfsUpload.Target {
  private static final Logger LOG = LoggerFactory.getLogger(Draft.class);

  /** How often the folder of a draft may be removed by others before it is given up. */
  private static final int MAX_ATTEMPTS = 20;

  private final VfsStore store;
  private final String operation;
  private final ObjectKey key;
  private final String location;
  private final String path;
  private final String temporary;
  private final OutputStream output;
  private final AtomicBoolean discarded = new AtomicBoolean();
  private volatile Mount mount;
  private long written;

  private Draft(
      VfsStore store,
      String operation,
      ObjectKey key,
      Mount mount,
      String path,
      String temporary,
      OutputStream output) {
    this.store = store;
    this.operation = operation;
    this.key = key;
    this.location = store.failures().at(key.value());
    this.mount = mount;
    this.path = path;
    this.temporary = temporary;
    this.output = output;
  }

  /** Finds the place of a key and begins a temporary file there; missing folders are made. */
  static Draft begin(VfsStore store, String operation, ObjectKey key) throws StorageException {
    String location = store.failures().at(key.value());
    Mount mount = store.mounts().borrow(operation, location);
    try {
      Tree tree = new Tree(mount);
      for (int attempt = 1; ; attempt++) {
        String path = store.places().toWrite(tree, operation, key.value());
        String temporary = VfsNames.temporaryBeside(path);
        try {
          OutputStream output = tree.create(temporary);
          Draft draft = new Draft(store, operation, key, mount, path, temporary, output);
          store.add(draft);
          return draft;
        } catch (IOException e) {
          // Somebody removed the folder when it had become empty; once more, from the root.
          store.places().forget(path);
          if (attempt == MAX_ATTEMPTS || !Tree.saysMissing(e)) {
            throw e;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      store.mounts().giveBack(mount);
      throw store.failures().of(operation, location, e);
    }
  }

  @Override
  public void write(byte[] source, int offset, int length) throws StorageException {
    try {
      store.failures().checkOpen(operation, location);
      output.write(source, offset, length);
      written += length;
    } catch (IOException e) {
      throw store.failures().of(operation, location, e);
    }
  }

  /** Puts the object in its place. The mount goes back if that succeeds. */
  @Override
  public synchronized ObjectStat publish() throws StorageException {
    try {
      store.failures().checkOpen(operation, location);
      output.close();
      Tree tree = new Tree(mount);
      Node draft = tree.look(temporary);
      if (draft == null || draft.size() != written) {
        throw store.failures().wrongLength(operation, location, written, size(draft));
      }
      Node before = tree.look(path);
      refuseFolder(before);
      draft = later(tree, temporary, draft, before);
      replace(tree, draft);
      ObjectStat stat = published(draft, before);
      release();
      return stat;
    } catch (IOException e) {
      throw store.failures().of(operation, location, e);
    }
  }

  /**
   * Takes the temporary file away, and the folders that are empty then. Does nothing after a
   * successful {@link #publish}, or a second time.
   *
   * @throws StorageException if it could not be taken away; it is no object all the same
   */
  @Override
  public synchronized void discard() throws StorageException {
    if (discarded.getAndSet(true)) {
      return;
    }
    store.remove(this);
    boolean interrupted = Thread.interrupted();
    try {
      closeOutput();
      if (!mount.isSound()) {
        renewMount();
      }
      Tree tree = new Tree(mount);
      tree.deleteUnlessFolder(temporary);
      store.removeEmptyFolders(tree, VfsNames.folder(path));
    } catch (IOException e) {
      throw store.failures().of(operation, location, e);
    } finally {
      store.mounts().giveBack(mount);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Breaks off what another thread is writing. */
  void abort() {
    mount.abort();
  }

  private void closeOutput() {
    try {
      output.close();
    } catch (IOException e) {
      // What it held is thrown away; if the connection is broken the mount says so.
      LOG.debug("Closing the temporary file of {} failed", location, e);
    }
  }

  private void renewMount() throws StorageException {
    Mount broken = mount;
    Mount fresh = store.mounts().borrow(operation, location);
    mount = fresh;
    store.mounts().giveBack(broken);
  }

  private void release() {
    if (!discarded.getAndSet(true)) {
      store.remove(this);
      store.mounts().giveBack(mount);
    }
  }

  private void replace(Tree tree, Node draft) throws IOException {
    try {
      tree.replace(temporary, path);
    } catch (IOException e) {
      StorageException failure = store.failures().of(operation, location, e);
      if (!VfsFailures.mayHaveHappened(failure)) {
        throw failure;
      }
      replaceAfterLostAnswer(draft, failure);
    }
  }

  /**
   * The temporary file has a name that nobody else knows: while it is there the rename has not
   * happened, and when it is gone and the object has its size and time, it has.
   */
  private void replaceAfterLostAnswer(Node draft, StorageException failure)
      throws StorageException {
    boolean interrupted = Thread.interrupted();
    try {
      renewMount();
      Tree tree = new Tree(mount);
      if (tree.look(temporary) != null) {
        tree.replace(temporary, path);
        return;
      }
      Node now = tree.look(path);
      if (now == null || !now.version().equals(draft.version())) {
        throw store.failures().unknown(operation, location, failure);
      }
    } catch (IOException e) {
      StorageException unknown = store.failures().unknown(operation, location, failure);
      unknown.addSuppressed(e);
      throw unknown;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What the store now tells of the object, told apart from what it replaced. */
  private ObjectStat published(Node draft, @Nullable Node before) throws IOException {
    Tree tree = new Tree(mount);
    Node now = tree.look(path);
    if (now == null || !now.is(Node.Kind.FILE)) {
      // Replaced or removed by another writer already: it was there all the same.
      return draft.stat(key);
    }
    return later(tree, path, now, before).stat(key);
  }

  /**
   * Sees that a replacement is of a later time than what it replaces, since that is its version.
   */
  private static Node later(Tree tree, String file, Node node, @Nullable Node before)
      throws IOException {
    if (before == null || node.modified().isAfter(before.modified())) {
      return node;
    }
    Instant time = tree.after(before.modified());
    tree.stamp(file, time);
    Node stamped = tree.look(file);
    return stamped == null ? node : stamped;
  }

  private void refuseFolder(@Nullable Node there) throws StorageException {
    if (there != null && there.is(Node.Kind.FOLDER)) {
      throw store.failures().fileOrFolder(operation, key.value());
    }
    if (there != null && there.is(Node.Kind.SPECIAL)) {
      throw store.failures().special(operation, key.value());
    }
  }

  private static long size(@Nullable Node node) {
    return node == null ? 0 : node.size();
  }
}
