package io.runpaths.local;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of keys. No symbolic link leads out of the root: every folder on the way is
 * looked at, and one that is a link is followed only if it ends inside. The root itself may be a
 * link, or lie below one. Safe for use by several threads.
 */
final class Places {
  /** The folder of locks and probes, no objects. */
  static final String LOCKS = ".runpaths/locks";

  private static final String TEMPORARY_BELOW = "/" + FileNames.TEMPORARY;

  private final Path root;
  private final Folders folders;
  private final FileErrors errors;

  /** Folders of the last page that was listed, for who asks next what is in them. */
  private volatile Seen seen = new Seen(List.of());

  Places(Path root, Folders folders, FileErrors errors) {
    this.root = root;
    this.folders = folders;
    this.errors = errors;
  }

  Path root() {
    return root;
  }

  /** Whether a key is of our own temporary files and locks, which are no objects. */
  static boolean isReserved(String key) {
    return key.startsWith(FileNames.TEMPORARY)
        || key.contains(TEMPORARY_BELOW)
        || (key.startsWith(LOCKS)
            && (key.length() == LOCKS.length() || key.charAt(LOCKS.length()) == '/'));
  }

  /**
   * The place of an object that is read.
   *
   * @return the place, or null if there can be no object, since one of its folders is missing
   */
  @Nullable Place toRead(String operation, String key) throws IOException {
    return isReserved(key) ? null : find(operation, key, false);
  }

  /**
   * The place of an object that is only looked for. A folder that a listing has just named counts
   * as a folder: no byte is read, so nothing leaks if somebody has put a link in its place
   * meanwhile.
   */
  @Nullable Place toFind(String operation, String key) throws IOException {
    int slash = key.indexOf('/');
    if (slash > 0
        && slash == key.lastIndexOf('/')
        && seen.contains(key.substring(0, slash))
        && !isReserved(key)) {
      return new Place(key, FileNames.resolve(root, key));
    }
    return toRead(operation, key);
  }

  /** What a listing has just seen to be folders. */
  void sawFolders(List<String> keys) {
    if (!keys.isEmpty()) {
      seen = new Seen(keys);
    }
  }

  /** The place of an object that is written; its folders may be missing. */
  Place toWrite(String operation, String key) throws IOException {
    if (isReserved(key)) {
      throw errors.reserved(operation, key);
    }
    Place place = find(operation, key, true);
    if (place == null) {
      throw errors.escapes(operation, key, errors.shown(key));
    }
    return place;
  }

  /** The place of one of our own temporary files; null if its folder is missing. */
  @Nullable Place ofTemporary(String operation, String key) throws IOException {
    return find(operation, key, false);
  }

  /**
   * The folder that a listing looks into.
   *
   * @param prefix the empty text, or a path ending in a slash
   * @return the folder, or null if it is missing
   */
  @Nullable Path folder(String operation, String prefix) throws IOException {
    if (prefix.isEmpty()) {
      return root;
    }
    Place below = find(operation, prefix + "x", false);
    return below == null ? null : folders.path(below.folder());
  }

  /**
   * The regular file or folder at the end of a symbolic link.
   *
   * @return its place, or null if the link dangles
   */
  @Nullable Place followed(String operation, Place link) throws IOException {
    String target = targetInside(operation, link.key(), link.path());
    if (target == null || target.isEmpty() || isReserved(target)) {
      return null;
    }
    return new Place(target, FileNames.resolve(root, target));
  }

  private @Nullable Place find(String operation, String key, boolean writing) throws IOException {
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      String folder = key.substring(0, slash);
      if (folders.isFresh(folder)) {
        continue;
      }
      Path path = FileNames.resolve(root, folder);
      FileState state = FileState.of(path);
      if (state == null) {
        if (writing) {
          break;
        }
        return null;
      }
      switch (state.kind()) {
        case FOLDER -> {}
        case LINK -> {
          String target = targetInside(operation, folder, path);
          if (target == null) {
            return null;
          }
          String rest = key.substring(slash + 1);
          return find(operation, target.isEmpty() ? rest : target + "/" + rest, writing);
        }
        case FILE, SPECIAL -> {
          if (writing) {
            throw errors.fileOrFolder(operation, key, null);
          }
          return null;
        }
      }
    }
    return new Place(key, FileNames.resolve(root, key));
  }

  /**
   * Where a symbolic link ends.
   *
   * @return the path below the root, the empty text for the root; null if the link dangles
   */
  private @Nullable String targetInside(String operation, String key, Path link)
      throws IOException {
    Path target;
    try {
      target = link.toRealPath();
    } catch (NoSuchFileException e) {
      return null;
    }
    Path realRoot = root.toRealPath();
    if (!target.startsWith(realRoot)) {
      throw errors.escapes(operation, key, errors.shown(key));
    }
    String below = FileNames.text(realRoot.relativize(target));
    if (!below.isEmpty() && below.charAt(below.length() - 1) == FileNames.UNDECODED) {
      throw errors.badName(operation, key);
    }
    return below;
  }

  /** Some folders; nobody may ever ask for them. */
  private static final class Seen {
    private final List<String> listed;
    private volatile @Nullable Set<String> set;

    Seen(List<String> listed) {
      this.listed = listed;
    }

    boolean contains(String folder) {
      Set<String> present = set;
      if (present == null) {
        present = new HashSet<>(listed);
        set = present;
      }
      return present.contains(folder);
    }
  }
}
