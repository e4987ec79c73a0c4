package io.runpaths;

import io.runpaths.layout.HashedId;
import io.runpaths.layout.StagedId;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for a bare run id in the stages of a root: one look per stage, not per run. */
final class StageSearch {
  private static final int PAGE = 1000;

  private final StorageBackend backend;

  StageSearch(StorageBackend backend) {
    this.backend = backend;
  }

  Optional<String> find(String id) throws StorageException {
    if (id.indexOf('/') >= 0) {
      return Optional.empty();
    }
    List<String> found = new ArrayList<>();
    try {
      search("", id, found);
      search(RunNames.DEBUG + "/", id, found);
    } catch (NotFoundException e) {
      return Optional.empty();
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "The id "
              + id
              + " is that of several runs: "
              + String.join(", ", found)
              + "; name the one with its stage.");
    }
    return found.stream().findFirst();
  }

  private void search(String below, String id, List<String> found) throws StorageException {
    if (!below.isEmpty() && isRun(below + id)) {
      found.add(below + id);
    }
    // The other order: stages inside the folder of the id.
    for (String stage : folders(below + id + "/")) {
      if (!RunNames.FOLDERS.contains(stage) && isRun(below + id + "/" + stage)) {
        found.add(below + id + "/" + stage);
      }
    }
    for (String stage : folders(below)) {
      boolean maybe =
          !stage.equals(id)
              && !stage.equals(RunNames.DEBUG)
              && !stage.startsWith(RunNames.CONTROL)
              && !HashedId.looksLike(stage)
              && !StagedId.looksLike(stage);
      if (maybe && isRun(below + stage + "/" + id)) {
        found.add(below + stage + "/" + id);
      }
    }
  }

  private boolean isRun(String path) throws StorageException {
    return backend.exists(ObjectKey.of(path + "/" + RunNames.RUN_JSON));
  }

  private List<String> folders(String below) throws StorageException {
    List<String> names = new ArrayList<>();
    Cursor cursor = Cursor.START;
    while (cursor != Cursor.END) {
      Page page = backend.list(KeyPrefix.of(below), Depth.CHILDREN, cursor, PAGE);
      for (ListEntry entry : page.entries()) {
        if (entry instanceof ListEntry.PrefixEntry prefix) {
          String name = prefix.name();
          names.add(name.substring(below.length(), name.length() - 1));
        }
      }
      cursor = page.next();
    }
    return names;
  }
}
