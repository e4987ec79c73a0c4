package io.runpaths.vfs;

import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the path of a key. No symbolic link leads out of the root: every folder on the way is
 * looked at, and one that is a link is followed by its text, if it ends inside. The root itself may
 * be a link, or lie below one.
 *
 * <p>Looking costs a request a folder, so a folder that was no link a moment ago is taken for one
 * still. Safe for use by several threads.
 */
final class Places {
  /** As many links as Linux follows before it speaks of a ring. */
  private static final int MAX_LINKS = 40;

  private static final int MAX_KNOWN = 10_000;
  private static final String ROOT = "";

  private final VfsFailures failures;
  private final long trustNanos;
  private final Map<String, Long> known = new ConcurrentHashMap<>();

  /**
   * Begins with nothing known.
   *
   * @param trustSeconds how long a folder stays known; 0 where looking costs nothing
   */
  Places(VfsFailures failures, long trustSeconds) {
    this.failures = failures;
    this.trustNanos = TimeUnit.SECONDS.toNanos(trustSeconds);
  }

  /** A thing that exists, and the path that leads to it without links. */
  record Found(String path, Node node) {}

  /**
   * The path under which a key is written; its folders may be missing.
   *
   * @throws StorageException if a file stands where a folder is needed, or a link leads out
   */
  String toWrite(Tree tree, String operation, String key) throws IOException {
    if (VfsNames.isTemporary(key)) {
      throw failures.reserved(operation, key);
    }
    String path = walk(tree, operation, key, true, new int[1]);
    if (path == null) {
      throw failures.fileOrFolder(operation, key);
    }
    return path;
  }

  /**
   * What is found at the end of a path, links followed.
   *
   * @return null if there is nothing
   * @throws StorageException if a link leads out
   */
  @Nullable Found toRead(Tree tree, String operation, String key) throws IOException {
    int[] links = new int[1];
    String next = key;
    while (true) {
      String path = VfsNames.isTemporary(next) ? null : walk(tree, operation, next, false, links);
      Node node = path == null ? null : tree.look(path);
      if (path == null || node == null) {
        return null;
      }
      if (!node.is(Node.Kind.LINK)) {
        return new Found(path, node);
      }
      next = target(tree, operation, path, links);
    }
  }

  /**
   * The path by which a link or file itself is removed.
   *
   * @return null if one of its folders is missing
   */
  @Nullable String toDelete(Tree tree, String operation, String key) throws IOException {
    return VfsNames.isTemporary(key) ? null : walk(tree, operation, key, false, new int[1]);
  }

  /**
   * The path of one of our own temporary files.
   *
   * @return null if one of its folders is missing
   */
  @Nullable String ofTemporary(Tree tree, String operation, String path) throws IOException {
    return walk(tree, operation, path, false, new int[1]);
  }

  /** Forgets what was known of the folders of a path, since it proved wrong. */
  void forget(String path) {
    known.remove(ROOT);
    for (String folder = VfsNames.folder(path);
        !folder.isEmpty();
        folder = VfsNames.folder(folder)) {
      known.remove(folder);
    }
  }

  /** Follows the folders of a path; null if one is missing (for reads) or is a file. */
  private @Nullable String walk(
      Tree tree, String operation, String path, boolean writing, int[] links) throws IOException {
    if (!isKnown(ROOT)) {
      Node top = tree.look(ROOT);
      if (top == null) {
        return writing ? path : null;
      }
      if (!top.is(Node.Kind.FOLDER)) {
        return null;
      }
      remember(ROOT);
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String folder = path.substring(0, slash);
      if (isKnown(folder)) {
        continue;
      }
      Node node = tree.look(folder);
      if (node == null) {
        return writing ? path : null;
      }
      switch (node.kind()) {
        case FOLDER -> remember(folder);
        case LINK -> {
          String target = target(tree, operation, folder, links);
          String rest = path.substring(slash + 1);
          return walk(tree, operation, VfsNames.child(target, rest), writing, links);
        }
        case FILE, SPECIAL -> {
          return null;
        }
      }
    }
    return path;
  }

  private String target(Tree tree, String operation, String link, int[] links) throws IOException {
    String target = tree.target(link);
    if (target == null || target.indexOf(VfsNames.UNDECODED) >= 0 || ++links[0] > MAX_LINKS) {
      throw failures.leadsOut(operation, link);
    }
    return target;
  }

  private boolean isKnown(String folder) {
    Long since = known.get(folder);
    return since != null && System.nanoTime() - since < trustNanos;
  }

  private void remember(String folder) {
    if (trustNanos > 0) {
      if (known.size() >= MAX_KNOWN) {
        known.clear();
      }
      known.put(folder, System.nanoTime());
    }
  }
}
