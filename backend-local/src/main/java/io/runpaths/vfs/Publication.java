package io.runpaths.vfs;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a temporary file that has been written in the place of an object. */
final class Publication {
  private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

  private final VfsStore store;
  private final Loan loan;
  private final String operation;
  private final ObjectKey key;
  private final String location;
  private final String temporary;
  private final String path;

  /**
   * Prepares the publication of a key.
   *
   * @param temporary the path of the file that has been written
   * @param path the path that the key leads to
   */
  Publication(
      VfsStore store, Loan loan, String operation, ObjectKey key, String temporary, String path) {
    this.store = store;
    this.loan = loan;
    this.operation = operation;
    this.key = key;
    this.location = store.failures().at(key.value());
    this.temporary = temporary;
    this.path = path;
  }

  /**
   * Looks whether the store has all that was written, and renames.
   *
   * @param written how many bytes were written
   */
  ObjectStat publish(long written) throws IOException {
    Tree tree = loan.tree();
    Node draft = tree.look(temporary);
    if (draft == null || draft.size() != written) {
      long size = draft == null ? 0 : draft.size();
      throw store.failures().wrongLength(operation, location, written, size);
    }
    Node before = tree.look(path);
    refuseFolder(before);
    Node stamped = later(tree, temporary, draft, before);
    try {
      tree.replace(temporary, path);
    } catch (IOException e) {
      StorageException failure = store.failures().of(operation, location, e);
      if (!VfsFailures.mayHaveHappened(failure)) {
        throw failure;
      }
      settle(stamped, failure);
    }
    return published(stamped, before);
  }

  /**
   * Finds out what came of a rename whose answer was lost. The temporary file has a name that
   * nobody else knows: while it is there the rename has not happened, and when it is gone and the
   * object has its size and time, it has.
   */
  private void settle(Node draft, StorageException failure) throws StorageException {
    boolean interrupted = Thread.interrupted();
    try {
      loan.mend();
      Tree tree = loan.tree();
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
  private ObjectStat published(Node draft, @Nullable Node before) {
    try {
      Tree tree = loan.tree();
      Node now = tree.look(path);
      if (now != null && now.is(Node.Kind.FILE)) {
        return later(tree, path, now, before).stat(key);
      }
    } catch (IOException e) {
      LOG.debug("{} is in place, but the connection was lost behind it", location, e);
    }
    // Replaced or removed by another writer already, perhaps: it was there all the same.
    return draft.stat(key);
  }

  /**
   * Sees that a replacement is of a later time than what it replaces, since that is its version.
   */
  private Node later(Tree tree, String file, Node node, @Nullable Node before) throws IOException {
    if (before == null || node.modified().isAfter(before.modified())) {
      return node;
    }
    Instant time = tree.after(before.modified());
    try {
      tree.stamp(file, time);
    } catch (IOException e) {
      if (!loan.isSound()) {
        throw e;
      }
      LOG.debug("The server sets no times, so that {} may keep its version", location, e);
      return node;
    }
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
}
