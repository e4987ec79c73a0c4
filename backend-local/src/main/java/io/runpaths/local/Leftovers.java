package io.runpaths.local;

import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Temporary files: of writers that are at work, and of those that were killed. Their id is their
 * own path below the root. The key that one would have become is known by its last name, which is
 * cut off where it is long. Safe for use by several threads.
 */
final class Leftovers implements PendingUploads {
  private final Places places;
  private final FileErrors errors;

  Leftovers(Places places, FileErrors errors) {
    this.places = places;
    this.errors = errors;
  }

  /** A folder that is still to be looked through, and the beginning of its keys. */
  private record Folder(Path path, String prefix) {}

  @Override
  public List<Pending> pendingUploads(KeyPrefix prefix) throws StorageException {
    List<Pending> found = new ArrayList<>();
    String at = prefix.value();
    try {
      Deque<Folder> folders = new ArrayDeque<>();
      Path top = places.folder("list", prefix.value());
      if (top != null) {
        folders.push(new Folder(top, prefix.value()));
      }
      while (!folders.isEmpty()) {
        Folder next = folders.pop();
        at = next.prefix();
        lookThrough(next, folders, found);
      }
    } catch (IOException e) {
      throw errors.translate("list", at, e);
    }
    found.sort(Comparator.comparing(Pending::key).thenComparing(Pending::id));
    return found;
  }

  private void lookThrough(Folder folder, Deque<Folder> below, List<Pending> found)
      throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path())) {
      for (Path entry : entries) {
        FileState state = FileState.of(entry);
        String name = FileNames.text(entry.getFileName());
        if (state == null || name.charAt(name.length() - 1) == FileNames.UNDECODED) {
          continue;
        }
        String path = folder.prefix() + name;
        if (state.kind() == FileState.Kind.FOLDER) {
          below.push(new Folder(entry, path + "/"));
        } else if (name.startsWith(FileNames.TEMPORARY)) {
          ObjectKey key = keyOrNull(folder.prefix() + TemporaryFile.nameIn(name));
          if (key != null) {
            found.add(new Pending(key, path, state.modified()));
          }
        }
      }
    } catch (NoSuchFileException e) {
      // Removed meanwhile, and what was in it.
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** The key of a temporary file; null if no key is like that, so that the file is not ours. */
  private static @Nullable ObjectKey keyOrNull(String path) {
    try {
      return ObjectKey.of(path);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public void abort(Pending upload) throws StorageException {
    String id = ObjectKey.of(upload.id()).value();
    if (!id.substring(id.lastIndexOf('/') + 1).startsWith(FileNames.TEMPORARY)) {
      throw new IllegalArgumentException(
          "The upload " + id + " is none of this store; take one from the list.");
    }
    try {
      Place place = places.ofTemporary("abort", id);
      FileState state = place == null ? null : FileState.of(place.path());
      if (place != null && state != null && state.kind() != FileState.Kind.FOLDER) {
        Files.deleteIfExists(place.path());
      }
    } catch (IOException e) {
      throw errors.translate("abort", id, e);
    }
  }
}
