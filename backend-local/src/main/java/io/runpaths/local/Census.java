package io.runpaths.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * Tells, without a look at each name, that a folder holds folders only: from its link count, which
 * on many file systems is two more than the number of folders in it ({@code find} does the same,
 * see its option {@code -noleaf}). Looks at many names cost more than all else of a listing.
 *
 * <p>Where it says no, nothing is known. A folder that changes while it is read is noticed by its
 * count or its time of modification.
 *
 * @param folder the folder
 * @param links its link count before its names are read
 * @param modified its time of modification then
 */
record Census(Path folder, int links, FileTime modified) {
  /** Fewer names are as quickly looked at. */
  private static final int MANY = 200;

  /** The folder itself, and its own name in the one above. */
  private static final int OWN_LINKS = 2;

  private static final Census UNKNOWN = new Census(Path.of(""), 0, FileTime.fromMillis(0));

  /** Begins, before the names are read. */
  static Census of(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return UNKNOWN;
    }
    Map<String, Object> found = Files.readAttributes(folder, "unix:nlink,lastModifiedTime");
    return found.get("nlink") instanceof Integer links
            && found.get("lastModifiedTime") instanceof FileTime modified
        ? new Census(folder, links, modified)
        : UNKNOWN;
  }

  /**
   * Whether the names that were read are all of folders.
   *
   * @param names how many names the folder has
   */
  boolean onlyFolders(int names) throws IOException {
    return names >= MANY
        && links == names + OWN_LINKS
        && Mount.of(folder).countsFolders()
        && equals(of(folder));
  }
}
