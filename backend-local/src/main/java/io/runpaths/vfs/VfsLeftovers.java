package io.runpaths.vfs;

import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Temporary files: of writers that are at work, and of those that were killed. Their id is their
 * own path below the root; the key that one would have become is known by its last name, which is
 * cut off where it is long. Safe for use by several threads.
 */
final class VfsLeftovers implements PendingUploads {
  private static final String LIST = "list";
  private static final String ABORT = "abort";

  private final VfsStore store;

  VfsLeftovers(VfsStore store) {
    this.store = store;
  }

  @Override
  public List<Pending> pendingUploads(KeyPrefix prefix) throws StorageException {
    return store.with(
        LIST,
        prefix.value(),
        (mount, tree) -> {
          Deque<String> folders = new ArrayDeque<>();
          String below = prefix.value();
          folders.push(below.isEmpty() ? below : below.substring(0, below.length() - 1));
          List<Pending> found = new ArrayList<>();
          while (!folders.isEmpty()) {
            lookThrough(tree, folders.pop(), folders, found);
          }
          found.sort(Comparator.comparing(Pending::key).thenComparing(Pending::id));
          return found;
        });
  }

  private static void lookThrough(
      Tree tree, String folder, Deque<String> below, List<Pending> found) throws IOException {
    for (Node node : tree.children(folder)) {
      String name = node.name();
      if (name.charAt(name.length() - 1) == VfsNames.UNDECODED) {
        continue;
      }
      String path = VfsNames.child(folder, name);
      if (node.is(Node.Kind.FOLDER)) {
        below.push(path);
      } else if (name.startsWith(VfsNames.TEMPORARY)) {
        ObjectKey key = ObjectKey.of(VfsNames.child(folder, VfsNames.intended(name)));
        found.add(new Pending(key, path, node.modified()));
      }
    }
  }

  @Override
  public void abort(Pending upload) throws StorageException {
    String id = ObjectKey.of(upload.id()).value();
    if (!id.substring(id.lastIndexOf('/') + 1).startsWith(VfsNames.TEMPORARY)) {
      throw new IllegalArgumentException(
          "The upload " + id + " is none of this store; take one from the list.");
    }
    store.with(
        ABORT,
        id,
        (mount, tree) -> {
          String path = store.places().ofTemporary(tree, ABORT, id);
          if (path != null && tree.deleteUnlessFolder(path) != null) {
            store.removeEmptyFolders(tree, VfsNames.folder(path));
          }
          return true;
        });
  }
}
