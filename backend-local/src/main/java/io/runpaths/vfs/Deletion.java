package io.runpaths.vfs;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Removes objects, and the folders that are empty then. */
final class Deletion {
  private static final String DELETE = "delete";

  private final VfsStore store;

  Deletion(VfsStore store) {
    this.store = store;
  }

  void delete(ObjectKey key) throws StorageException {
    String location = store.failures().at(key.value());
    Mount mount = store.mounts().borrow(DELETE, location);
    try {
      Tree tree = new Tree(mount);
      String path = remove(mount, tree, key);
      if (path != null) {
        store.removeEmptyFolders(tree, VfsNames.folder(path));
      }
    } catch (IOException e) {
      throw store.failures().of(DELETE, location, e);
    } finally {
      store.mounts().giveBack(mount);
    }
  }

  /**
   * Tries all, one after another, since neither VFS nor SFTP has a request for many.
   *
   * @throws StorageException if no mount can be had to begin with
   */
  Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys) throws StorageException {
    Map<ObjectKey, StorageException> failed = new LinkedHashMap<>();
    Set<String> folders = new LinkedHashSet<>();
    Deque<ObjectKey> left = new ArrayDeque<>(keys);
    Mount mount = store.mounts().borrow(DELETE, store.failures().at(""));
    while (true) {
      deleteWhileSound(mount, left, folders, failed);
      if (left.isEmpty()) {
        break;
      }
      try {
        mount = store.mounts().borrow(DELETE, store.failures().at(left.getFirst().value()));
      } catch (StorageException e) {
        // Without a connection there is nothing to try: the rest fails as this one did.
        left.forEach(key -> failed.put(key, e));
        break;
      }
    }
    return failed;
  }

  /** Works through the keys until a failure breaks the mount, and gives it back. */
  private void deleteWhileSound(
      Mount mount,
      Deque<ObjectKey> left,
      Set<String> folders,
      Map<ObjectKey, StorageException> failed) {
    try {
      Tree tree = new Tree(mount);
      while (!left.isEmpty() && mount.isSound()) {
        ObjectKey key = left.removeFirst();
        try {
          String path = remove(mount, tree, key);
          if (path != null) {
            folders.add(VfsNames.folder(path));
          }
        } catch (IOException e) {
          failed.put(key, store.failures().of(DELETE, store.failures().at(key.value()), e));
        }
      }
      if (left.isEmpty()) {
        for (String folder : folders) {
          store.removeEmptyFolders(tree, folder);
        }
      }
    } finally {
      store.mounts().giveBack(mount);
    }
  }

  /** Removes an object; its path if there was one. */
  private @Nullable String remove(Mount mount, Tree tree, ObjectKey key) throws IOException {
    String path = store.places().toDelete(tree, DELETE, key.value());
    Node gone = path == null ? null : deleteUnlessFolder(mount, tree, path);
    if (gone != null && gone.is(Node.Kind.FOLDER)) {
      throw store.failures().fileOrFolder(DELETE, key.value());
    }
    return gone == null ? null : path;
  }

  /**
   * Removes what is no folder. Where another removes it at the same moment, a server may say
   * anything but that it is not there: what is gone afterwards is gone.
   */
  private static @Nullable Node deleteUnlessFolder(Mount mount, Tree tree, String path)
      throws IOException {
    try {
      return tree.deleteUnlessFolder(path);
    } catch (IOException e) {
      if (mount.isSound() && isGone(tree, path, e)) {
        return null;
      }
      throw e;
    }
  }

  private static boolean isGone(Tree tree, String path, IOException failure) {
    try {
      return tree.look(path) == null;
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }
}
