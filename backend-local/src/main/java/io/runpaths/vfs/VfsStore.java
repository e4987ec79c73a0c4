package io.runpaths.vfs;

import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of one opened backend share. Safe for use by several threads. */
final class VfsStore {
  private static final Logger LOG = LoggerFactory.getLogger(VfsStore.class);

  private final Mounts mounts;
  private final Places places;
  private final VfsFailures failures;
  private final Set<Draft> drafts = ConcurrentHashMap.newKeySet();

  VfsStore(Mounts mounts, Places places, VfsFailures failures) {
    this.mounts = mounts;
    this.places = places;
    this.failures = failures;
  }

  Mounts mounts() {
    return mounts;
  }

  Places places() {
    return places;
  }

  VfsFailures failures() {
    return failures;
  }

  void add(Draft draft) {
    drafts.add(draft);
  }

  void remove(Draft draft) {
    drafts.remove(draft);
  }

  /** What is done with a mount. */
  interface Work<T extends @Nullable Object> {
    T run(Mount mount, Tree tree) throws IOException;
  }

  /**
   * Does something with a mount that is borrowed for it.
   *
   * @param path the path below the root that it is about, for messages
   */
  <T extends @Nullable Object> T with(String operation, String path, Work<T> work)
      throws StorageException {
    String location = failures.at(path);
    failures.checkOpen(operation, location);
    Mount mount = mounts.borrow(operation, location);
    try {
      return work.run(mount, new Tree(mount));
    } catch (IOException e) {
      throw failures.of(operation, location, e);
    } finally {
      mounts.giveBack(mount);
    }
  }

  /** Gives up what is being written, and whatever else is under way. */
  void close() {
    failures.close();
    List<Draft> open = List.copyOf(drafts);
    open.forEach(Draft::abort);
    for (Draft draft : open) {
      try {
        draft.discard();
      } catch (StorageException e) {
        LOG.debug("A temporary file of {} stays, which no listing shows", failures.at(""), e);
      }
    }
    mounts.close();
  }

  /**
   * Removes a folder that has become empty, and those above it: as in a bucket, a folder lasts as
   * long as something is in it. The root stays. An empty folder is no object, so failing to remove
   * it fails nothing.
   */
  void removeEmptyFolders(Tree tree, String folder) {
    String empty = folder;
    try {
      while (!empty.isEmpty() && tree.deleteIfEmptyFolder(empty)) {
        places.forget(VfsNames.child(empty, ""));
        empty = VfsNames.folder(empty);
      }
    } catch (IOException e) {
      LOG.debug("The empty folder {} stays", failures.at(empty), e);
    }
  }
}
