package io.runpaths.local;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a finished temporary file in its place, under a precondition, and makes it durable. Safe for
 * use by several threads.
 *
 * <p>A name that must be free is taken with a hard link, which fails where the name exists. Where a
 * name may be taken already, a link is tried first as well, since it needs no lock; only then is
 * the key locked, and the file renamed over the old one. Where the file system has no hard links,
 * the name is looked at and the file renamed under the lock: exclusive among our own writers.
 */
final class Publication {
  private static final Logger log = LoggerFactory.getLogger(Publication.class);

  /** How a hard link went. */
  private enum Linked {
    DONE,
    NAME_EXISTS,
    REFUSED
  }

  private final Folders folders;
  private final KeyGate gate;
  private final Promises promises;
  private final Reader reader;
  private final FileErrors errors;
  private final boolean durable;
  private final Clock clock;

  Publication(
      Folders folders,
      KeyGate gate,
      Promises promises,
      Reader reader,
      FileErrors errors,
      boolean durable,
      Clock clock) {
    this.folders = folders;
    this.gate = gate;
    this.promises = promises;
    this.reader = reader;
    this.errors = errors;
    this.durable = durable;
    this.clock = clock;
  }

  /** Publishes a temporary file; when this returns, it is in its place and durable. */
  ObjectStat publish(
      String operation, ObjectKey key, Place place, TemporaryFile file, Precondition precondition)
      throws IOException {
    TemporaryFile.Sealed sealed;
    try {
      sealed = file.seal(durable, clock);
    } catch (NoSuchFileException e) {
      throw removed(operation, place);
    }
    if (precondition instanceof Precondition.IfAbsent) {
      create(operation, place, file, sealed);
    } else if (precondition instanceof Precondition.IfVersion wanted) {
      compareAndReplace(operation, place, file, sealed, wanted.version());
    } else {
      replace(operation, place, file, sealed);
    }
    try {
      folders.syncFrom(place.folder());
    } catch (IOException e) {
      throw errors.unsynced(operation, key.value(), e);
    }
    return reader.stat(key, sealed.state(), sealed.version());
  }

  private void create(
      String operation, Place place, TemporaryFile file, TemporaryFile.Sealed sealed)
      throws IOException {
    switch (link(operation, place, file, sealed)) {
      case DONE -> {}
      case NAME_EXISTS -> throw taken(operation, place);
      case REFUSED -> createUnderLock(operation, place, file, sealed);
    }
  }

  private void createUnderLock(
      String operation, Place place, TemporaryFile file, TemporaryFile.Sealed sealed)
      throws IOException {
    try {
      gate.exclusively(
          operation,
          place.key(),
          "exclusive creation without hard links",
          () -> {
            if (FileState.of(place.path()) != null) {
              throw taken(operation, place);
            }
            return rename(operation, place, file, sealed);
          });
    } catch (UnsupportedException e) {
      if (e.reason() == Reason.NOT_PROMISED) {
        promises.noExclusiveCreation();
      }
      throw e;
    }
  }

  private void replace(
      String operation, Place place, TemporaryFile file, TemporaryFile.Sealed sealed)
      throws IOException {
    if (promises.locks() && link(operation, place, file, sealed) == Linked.DONE) {
      return;
    }
    gate.politely(
        operation,
        place.key(),
        () -> {
          FileState old = FileState.of(place.path());
          if (old != null && old.kind() == FileState.Kind.FOLDER) {
            throw errors.fileOrFolder(operation, place.key(), null);
          }
          if (old != null && old.kind() == FileState.Kind.SPECIAL) {
            throw errors.special(operation, place.key());
          }
          return rename(operation, place, file, sealed);
        });
  }

  private void compareAndReplace(
      String operation,
      Place place,
      TemporaryFile file,
      TemporaryFile.Sealed sealed,
      Version wanted)
      throws IOException {
    gate.exclusively(
        operation,
        place.key(),
        "compare-and-set",
        () -> {
          Snapshot old = reader.look(operation, place);
          if (old == null) {
            throw errors.differs(operation, place.key(), "does not exist any more");
          }
          reader.check(operation, place.key(), wanted, old.version());
          return rename(operation, place, file, sealed);
        });
  }

  private Linked link(
      String operation, Place place, TemporaryFile file, TemporaryFile.Sealed sealed)
      throws IOException {
    try {
      Files.createLink(place.path(), file.path());
    } catch (FileAlreadyExistsException e) {
      if (!isInPlace(place, sealed)) {
        return Linked.NAME_EXISTS;
      }
      // A file server did it, lost its answer and was asked again.
    } catch (NoSuchFileException e) {
      throw removed(operation, place);
    } catch (UnsupportedOperationException e) {
      return refused(place, e);
    } catch (FileSystemException e) {
      StorageException known = errors.translate(operation, place.key(), e);
      return switch (known.reason()) {
        case NAME_TOO_LONG, NO_SPACE, READ_ONLY -> throw known;
        default -> refused(place, e);
      };
    }
    try {
      file.published(true);
    } catch (IOException e) {
      log.warn("{} is published, but its temporary name {} is left", place.path(), file.path(), e);
    }
    return Linked.DONE;
  }

  /** No hard links here: the rename that follows succeeds, or tells what is wrong. */
  private static Linked refused(Place place, Exception why) {
    log.debug("No hard link for {}", place.path(), why);
    return Linked.REFUSED;
  }

  private Place rename(
      String operation, Place place, TemporaryFile file, TemporaryFile.Sealed sealed)
      throws IOException {
    try {
      Files.move(file.path(), place.path(), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      if (!isInPlace(place, sealed)) {
        throw removed(operation, place);
      }
    }
    file.published(false);
    return place;
  }

  private static boolean isInPlace(Place place, TemporaryFile.Sealed sealed) throws IOException {
    FileState now = FileState.of(place.path());
    return now != null && now.sameFile(sealed.state());
  }

  private IOException removed(String operation, Place place) {
    return errors.conflict(
        operation, place.key(), "its folder or temporary file was removed meanwhile");
  }

  private IOException taken(String operation, Place place) throws IOException {
    @Nullable FileState old = FileState.of(place.path());
    return old != null && old.kind() == FileState.Kind.FOLDER
        ? errors.fileOrFolder(operation, place.key(), null)
        : errors.exists(operation, place.key(), null);
  }
}
