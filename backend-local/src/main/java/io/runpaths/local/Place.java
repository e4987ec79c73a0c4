package io.runpaths.local;

import java.nio.file.Path;

/**
 * Where the file of a key is, its folders seen to be real ones inside the root.
 *
 * @param key the key by which the file is locked: the one asked for, or where symbolic links lead
 * @param path the file
 * @param folder its folder
 */
record Place(String key, Path path, Path folder) {}
