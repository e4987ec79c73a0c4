package io.runpaths.spi;

import java.nio.file.Path;

/** Real files, on stores that are a local file system. Safe for use by several threads. */
public interface LocalFiles {
  /**
   * The path of a key; nothing is read or made.
   *
   * @param key any key
   * @return an absolute path below the root
   */
  Path path(ObjectKey key);

  /**
   * Makes a folder and the folders above it.
   *
   * @param folder the folder's path below the root
   * @return true if this call made the folder itself, false if it was there
   * @throws UnsupportedException if a file has that name, or a link leads out of the root
   * @throws StorageException if it failed otherwise
   */
  boolean createFolder(ObjectKey folder) throws StorageException;

  /**
   * Removes a folder if it is empty.
   *
   * @param folder the folder's path below the root
   * @return true if it is gone, false if it is not empty
   * @throws StorageException if it failed otherwise
   */
  boolean deleteFolderIfEmpty(ObjectKey folder) throws StorageException;
}
