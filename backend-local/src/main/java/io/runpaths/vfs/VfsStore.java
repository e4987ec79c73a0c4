package io.runpaths.vfs;

import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /** Gives up what is being written, and whatever else is under way. */
  void close() {
    List<Draft> open = List.copyOf(drafts);
    open.forEach(Draft::abort);
    for (Draft draft : open) {
      try {
        draft.discard();
      } catch (StorageException e) {
        LOG.debug("A temporary file of {} stays, which no listing shows", failures.at(""), e);
      }
    }
    failures.close();
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
