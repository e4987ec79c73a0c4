package io.runpaths.local;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deletes objects. Folders stay. Safe for use by several threads. */
final class Removal {
  private final Places places;
  private final Folders folders;
  private final KeyGate gate;
  private final Reader reader;
  private final FileErrors errors;

  Removal(Places places, Folders folders, KeyGate gate, Reader reader, FileErrors errors) {
    this.places = places;
    this.folders = folders;
    this.gate = gate;
    this.reader = reader;
    this.errors = errors;
  }

  void delete(ObjectKey key, Precondition precondition) throws IOException {
    String folder =
        precondition instanceof Precondition.IfVersion wanted
            ? compareAndDelete(key.value(), wanted.version())
            : delete(key.value());
    if (folder != null) {
      sync(key.value(), folder);
    }
  }

  /** Deletes many; each folder is synced once. */
  Map<ObjectKey, StorageException> deleteAll(Collection<ObjectKey> keys) throws IOException {
    Map<ObjectKey, StorageException> failures = new LinkedHashMap<>();
    Set<String> changed = new LinkedHashSet<>();
    for (ObjectKey key : keys) {
      try {
        String folder = delete(key.value());
        if (folder != null) {
          changed.add(folder);
        }
      } catch (IOException e) {
        failures.put(key, errors.translate("delete", key.value(), e));
      }
    }
    for (String folder : changed) {
      sync("", folder);
    }
    return failures;
  }

  /**
   * Deletes a file, or a symbolic link itself.
   *
   * @return the folder that was changed; null if there was no object
   */
  private @Nullable String delete(String key) throws IOException {
    Place place = places.toRead("delete", key);
    if (place == null || absent(place)) {
      return null;
    }
    boolean deleted =
        gate.politely(
            "delete", place.key(), () -> !absent(place) && Files.deleteIfExists(place.path()));
    return deleted ? place.folder() : null;
  }

  private String compareAndDelete(String key, Version wanted) throws IOException {
    Place place = places.toRead("delete", key);
    if (place == null) {
      throw errors.differs("delete", key, "does not exist any more");
    }
    return gate.exclusively(
        "delete",
        place.key(),
        "conditional deletion",
        () -> {
          Snapshot old = reader.look("delete", place);
          if (old == null) {
            throw errors.differs("delete", key, "does not exist any more");
          }
          reader.check("delete", key, wanted, old.version());
          Files.delete(place.path());
          return place.folder();
        });
  }

  private boolean absent(Place place) throws IOException {
    FileState state = FileState.of(place.path());
    if (state != null && state.kind() == FileState.Kind.SPECIAL) {
      throw errors.special("delete", place.key());
    }
    return state == null || state.kind() == FileState.Kind.FOLDER;
  }

  private void sync(String key, String folder) throws IOException {
    try {
      folders.syncFrom(folder);
    } catch (java.nio.file.NoSuchFileException e) {
      // The folder went, too: what made it durable was its own removal.
    } catch (IOException e) {
      throw errors.unsynced("delete", key, e);
    }
  }
}
