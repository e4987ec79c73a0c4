package io.runpaths.local;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code lstat} tells of a name: symbolic links are not followed.
 *
 * @param kind what it is
 * @param size its length in bytes
 * @param modified when its bytes changed, as fine as the file system keeps it
 * @param identity device and inode; null where the file system has none
 */
record FileState(Kind kind, long size, Instant modified, @Nullable Object identity) {
  /** What a name stands for. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    SPECIAL
  }

  /**
   * Looks at a name.
   *
   * @return its state, or null if there is nothing of that name, or its folder is none
   */
  static @Nullable FileState of(Path path) throws IOException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    } catch (java.nio.file.AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      // Below a file there is nothing; Java has no type for that error.
      Path folder = path.getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        return null;
      }
      throw e;
    }
    Kind kind =
        found.isRegularFile()
            ? Kind.FILE
            : found.isDirectory() ? Kind.FOLDER : found.isSymbolicLink() ? Kind.LINK : Kind.SPECIAL;
    return new FileState(kind, found.size(), found.lastModifiedTime().toInstant(), found.fileKey());
  }

  /** Whether two looks saw the same inode. */
  boolean sameFile(FileState other) {
    return identity != null && identity.equals(other.identity);
  }

  /** Whether two looks saw the same inode with the same bytes. */
  boolean unchanged(FileState other) {
    return Objects.equals(identity, other.identity)
        && size == other.size
        && modified.equals(other.modified);
  }
}
