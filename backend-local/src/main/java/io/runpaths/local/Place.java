package io.runpaths.local;

import java.nio.file.Path;

/**
 * Where the file of a key is, its folders seen to be real ones inside the root.
 *
 * @param key the key by which the file is locked: the one asked for, or where symbolic links lead
 * @param path the file
 */
record Place(String key, Path path) {
  /** The key of its folder. */
  String folder() {
    return Folders.above(key);
  }
}
