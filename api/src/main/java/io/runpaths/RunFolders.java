package io.runpaths;

import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.LocalFiles;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.util.List;
import java.util.Optional;

/** The real folders of a run on disk; on an object store there are none and nothing is done. */
final class RunFolders {
  private static final int LOOK = 100;

  private final StorageBackend backend;
  private final Optional<LocalFiles> files;

  RunFolders(StorageBackend backend) {
    this.backend = backend;
    this.files = backend.extension(LocalFiles.class);
  }

  /**
   * Makes the run's own folder.
   *
   * @return true if nothing can be in it: it was made just now, or there are no folders at all
   */
  boolean begin(String path) throws StorageException {
    return files.isEmpty() || files.get().createFolder(ObjectKey.of(path));
  }

  void make(String path, List<String> names) throws StorageException {
    if (files.isPresent()) {
      for (String name : names) {
        files.get().createFolder(ObjectKey.of(path + "/" + name));
      }
    }
  }

  /** Takes away the empty folders of a claim that failed. */
  void undo(String path, List<String> names, StorageException failure) {
    if (files.isEmpty()) {
      return;
    }
    try {
      for (String name : names) {
        files.get().deleteFolderIfEmpty(ObjectKey.of(path + "/" + name));
      }
      files.get().deleteFolderIfEmpty(ObjectKey.of(path));
    } catch (StorageException e) {
      failure.addSuppressed(e);
    }
  }

  /** Whether a folder without a run.json holds somebody's files, other than whole runs inside. */
  boolean isForeign(String path) throws StorageException {
    Page page = backend.list(KeyPrefix.of(path), Depth.ALL, Cursor.START, LOOK);
    String run = "";
    for (ListEntry entry : page.entries()) {
      String name = entry.name().substring(path.length() + 1);
      int slash = name.indexOf('/');
      String first = slash < 0 ? name : name.substring(0, slash);
      if (slash < 0 || RunNames.FOLDERS.contains(first)) {
        return true;
      }
      if (!first.equals(run)) {
        String inner = path + "/" + first + "/" + RunNames.RUN_JSON;
        if (!backend.exists(ObjectKey.of(inner))) {
          return true;
        }
        run = first;
      }
    }
    return false;
  }
}
