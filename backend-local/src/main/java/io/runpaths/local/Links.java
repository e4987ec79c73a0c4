package io.runpaths.local;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Symbolic links: relative, inside the root, replaced atomically. A link that must not exist yet is
 * made by one exclusive system call; one that replaces another is made under a temporary name and
 * renamed, under the lock of its key. Safe for use by several threads.
 */
final class Links implements LinkSupport {
  private static final int MAX_TARGET_BYTES = 4095;
  private static final String NEED = "the exchange of links";

  private final Places places;
  private final Folders folders;
  private final KeyGate gate;
  private final FileErrors errors;

  Links(Places places, Folders folders, KeyGate gate, FileErrors errors) {
    this.places = places;
    this.folders = folders;
    this.gate = gate;
    this.errors = errors;
  }

  @Override
  public Optional<String> readLink(ObjectKey key) throws StorageException {
    try {
      Place place = places.toRead("read", key.value());
      return Optional.ofNullable(place == null ? null : target("read", place));
    } catch (IOException e) {
      throw errors.translate("read", key.value(), e);
    }
  }

  @Override
  public void replaceLink(ObjectKey key, @Nullable String expected, String target)
      throws StorageException {
    checkTarget(key, target);
    try {
      Place place = places.toWrite("link", key.value());
      Path symbolic = FileNames.relative(target);
      if (expected == null) {
        create(place, symbolic);
      } else {
        gate.exclusively("link", place.key(), NEED, () -> replaced(place, expected, symbolic));
      }
      sync(key.value(), place);
    } catch (IOException e) {
      throw errors.translate("link", key.value(), e);
    }
  }

  @Override
  public void deleteLink(ObjectKey key, String expected) throws StorageException {
    try {
      Place place = places.toRead("unlink", key.value());
      if (place == null || FileState.of(place.path()) == null) {
        return;
      }
      if (gate.exclusively("unlink", place.key(), NEED, () -> deleted(place, expected))) {
        sync(key.value(), place);
      }
    } catch (IOException e) {
      throw errors.translate("unlink", key.value(), e);
    }
  }

  private boolean deleted(Place place, String expected) throws IOException {
    if (FileState.of(place.path()) == null) {
      return false;
    }
    if (!expected.equals(target("unlink", place))) {
      throw errors.differs("unlink", place.key(), "is not the link that was expected");
    }
    return Files.deleteIfExists(place.path());
  }

  private void create(Place place, Path target) throws IOException {
    try {
      Files.createSymbolicLink(place.path(), target);
    } catch (FileAlreadyExistsException e) {
      throw target("link", place) == null
          ? notALink(place)
          : errors.differs("link", place.key(), "is a link already");
    } catch (UnsupportedOperationException e) {
      throw refused(place, e);
    } catch (FileSystemException e) {
      throw isRefusal(e) ? refused(place, e) : e;
    }
  }

  private Place replaced(Place place, String expected, Path target) throws IOException {
    FileState old = FileState.of(place.path());
    if (old == null) {
      throw errors.differs("link", place.key(), "does not exist any more");
    }
    if (old.kind() != FileState.Kind.LINK) {
      throw notALink(place);
    }
    if (!expected.equals(target("link", place))) {
      throw errors.differs("link", place.key(), "is not the link that was expected");
    }
    Place temporary = temporary(place);
    create(temporary, target);
    try {
      Files.move(temporary.path(), place.path(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(temporary.path());
      } catch (IOException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
    return place;
  }

  private static Place temporary(Place place) {
    String name = TemporaryFile.nameFor(place.key());
    return new Place(place.key(), place.path().resolveSibling(FileNames.relative(name)));
  }

  private @Nullable String target(String operation, Place place) throws IOException {
    try {
      String target = FileNames.text(Files.readSymbolicLink(place.path()));
      if (!target.isEmpty() && target.charAt(target.length() - 1) == FileNames.UNDECODED) {
        throw errors.badName(operation, place.key());
      }
      return target;
    } catch (NoSuchFileException | NotLinkException e) {
      return null;
    } catch (FileSystemException e) {
      FileState state = FileState.of(place.path());
      if (state == null || state.kind() != FileState.Kind.LINK) {
        return null;
      }
      throw e;
    }
  }

  /**
   * A link is made only if it stays inside the root: on the way up no more folders than there are.
   */
  private void checkTarget(ObjectKey key, String target) throws StorageException {
    if (target.isBlank()
        || target.startsWith("/")
        || target.chars().anyMatch(Character::isISOControl)
        || target.getBytes(StandardCharsets.UTF_8).length > MAX_TARGET_BYTES) {
      throw new IllegalArgumentException(
          "The link " + key + " cannot point to '" + target + "'; give a relative path.");
    }
    int depth = 0;
    String folder = key.parent().value();
    for (int i = 0; i < folder.length(); i++) {
      depth += folder.charAt(i) == '/' ? 1 : 0;
    }
    for (String segment : target.split("/", -1)) {
      if (segment.equals("..")) {
        depth--;
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        throw errors.escapes("link", key.value(), target);
      }
    }
  }

  private StorageException notALink(Place place) {
    return new AlreadyExistsException(
        "link",
        place.key(),
        Reason.EXISTS,
        errors.shown(place.key()) + " is no symbolic link; move it away first.",
        null);
  }

  private StorageException refused(Place place, Exception cause) {
    return errors.notPromised(
        "link", place.key(), "its file system has no symbolic links (" + cause.getMessage() + ")");
  }

  private static boolean isRefusal(FileSystemException e) {
    String said = FileErrors.sentence(e);
    return said.contains("Operation not permitted")
        || said.contains("not supported")
        || said.contains("Function not implemented");
  }

  private void sync(String key, Place place) throws IOException {
    try {
      folders.syncFrom(place.folder());
    } catch (IOException e) {
      throw errors.unsynced("link", key, e);
    }
  }
}
