package io.runpaths.local;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The one place that turns what the file system says into storage errors, and that words them. Keys
 * are given as text, the empty text for the root. Safe for use by several threads.
 */
final class FileErrors {
  private final Location root;

  FileErrors(Location root) {
    this.root = root;
  }

  /** What an I/O error of an operation on a key means. */
  StorageException translate(String operation, String key, IOException e) {
    if (e instanceof StorageException known) {
      return known;
    }
    if (e instanceof ClosedByInterruptException) {
      return interrupted(operation, key, e);
    }
    if (e instanceof ClosedChannelException) {
      return closed(operation, key, e);
    }
    if (e instanceof NoSuchFileException) {
      return notFound(operation, key, e);
    }
    if (e instanceof FileAlreadyExistsException) {
      return exists(operation, key, e);
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return forbidden(operation, key, e);
    }
    if (e instanceof FileSystemLoopException) {
      return loop(operation, key, e);
    }
    return byText(operation, key, e);
  }

  /**
   * Java tells most errors by the system's sentence only. Where that is not English, or says
   * nothing, a look at the file system tells the ones that have a way out of their own.
   */
  private StorageException byText(String operation, String key, IOException e) {
    String said = sentence(e);
    if (has(said, "No space left", "quota exceeded")) {
      return full(operation, key, e);
    }
    if (has(said, "Read-only file system")) {
      return readOnly(operation, key, e);
    }
    if (has(said, "Permission denied", "Operation not permitted")) {
      return forbidden(operation, key, e);
    }
    if (has(said, "File name too long")) {
      return nameTooLong(operation, key, e);
    }
    if (has(said, "Not a directory", "Is a directory")) {
      return fileOrFolder(operation, key, e);
    }
    if (has(said, "Too many levels of symbolic links", "or unable to access attributes")) {
      return loop(operation, key, e);
    }
    if (has(said, "File too large")) {
      return new UnsupportedException(
          operation,
          at(key),
          Reason.TOO_LARGE,
          cannot(operation, key) + "it is larger than a file may be here; split it.",
          e);
    }
    if (has(said, "Too many links")) {
      return new UnsupportedException(
          operation,
          at(key),
          Reason.OTHER,
          cannot(operation, key)
              + "its folder holds as many folders as this file system allows; use another root.",
          e);
    }
    if (has(said, "Too many open files")) {
      return new UnavailableException(
          operation,
          at(key),
          Reason.OTHER,
          cannot(operation, key) + "too many files are open; raise the limit (ulimit -n).",
          e);
    }
    if (has(said, "Stale file handle")) {
      return new UnavailableException(
          operation,
          at(key),
          Reason.UNREACHABLE,
          cannot(operation, key) + "its file server has lost it; try again, or mount it anew.",
          e);
    }
    return byLook(operation, key, e);
  }

  private StorageException byLook(String operation, String key, IOException e) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    if (name.length() > 255 - FileNames.TEMPORARY.length() && utf8(name) > 255) {
      return nameTooLong(operation, key, e);
    }
    FileStore store = storeOf(key);
    try {
      if (store != null && store.isReadOnly()) {
        return readOnly(operation, key, e);
      }
      if (store != null && store.getUsableSpace() == 0) {
        return full(operation, key, e);
      }
    } catch (IOException also) {
      e.addSuppressed(also);
    }
    return new UnavailableException(
        operation,
        at(key),
        Reason.OTHER,
        cannot(operation, key) + "the file system says '" + sentence(e) + "'; try again.",
        e);
  }

  private @Nullable FileStore storeOf(String key) {
    Path path = FileNames.absolute(shown(key));
    while (path != null) {
      try {
        return Files.getFileStore(path);
      } catch (IOException e) {
        // Not there, or not to be seen: its folder is of the same file system, or says more.
        path = path.getParent();
      }
    }
    return null;
  }

  StorageException interrupted(String operation, String key, @Nullable Throwable cause) {
    Thread.currentThread().interrupt();
    return new UnavailableException(
        operation,
        at(key),
        Reason.INTERRUPTED,
        cannot(operation, key) + "the thread was interrupted; nothing was changed.",
        cause);
  }

  StorageException closed(String operation, String key, @Nullable Throwable cause) {
    return new UnavailableException(
        operation,
        at(key),
        Reason.CLOSED,
        cannot(operation, key) + "it is closed; open the store again.",
        cause);
  }

  StorageException broken(String operation, String key) {
    return new UnavailableException(
        operation,
        at(key),
        Reason.CLOSED,
        cannot(operation, key) + "writing or publishing it has failed before; begin a new upload.",
        null);
  }

  StorageException source(String operation, String key, IOException e) {
    return e instanceof ClosedByInterruptException
        ? interrupted(operation, key, e)
        : new UnavailableException(
            operation,
            at(key),
            Reason.OTHER,
            cannot(operation, key) + "its source cannot be read (" + sentence(e) + ").",
            e);
  }

  StorageException notFound(String operation, String key, @Nullable Throwable cause) {
    boolean noRoot = !Files.exists(FileNames.absolute(shown("")));
    return new NotFoundException(
        operation,
        at(key),
        noRoot ? Reason.NO_SUCH_ROOT : Reason.NO_SUCH_OBJECT,
        noRoot
            ? "There is no folder " + shown("") + "; check the root, or create a run in it first."
            : "There is no " + shown(key) + "; check the name with ls.",
        cause);
  }

  StorageException exists(String operation, String key, @Nullable Throwable cause) {
    return new AlreadyExistsException(
        operation,
        at(key),
        Reason.EXISTS,
        shown(key) + " exists already; choose another name, or ask to replace it.",
        cause);
  }

  StorageException differs(String operation, String key, String now) {
    return new PreconditionFailedException(
        operation,
        at(key),
        Reason.VERSION_DIFFERS,
        shown(key) + " " + now + "; read it again before you change it.",
        null);
  }

  StorageException forbidden(String operation, String key, @Nullable Throwable cause) {
    return new AccessDeniedException(
        operation,
        at(key),
        Reason.FORBIDDEN,
        cannot(operation, key) + "permission denied; check its owner and mode.",
        cause);
  }

  private StorageException readOnly(String operation, String key, IOException e) {
    return new AccessDeniedException(
        operation,
        at(key),
        Reason.READ_ONLY,
        cannot(operation, key)
            + "its file system is mounted read-only; mount it for writing or use another root.",
        e);
  }

  StorageException full(String operation, String key, IOException e) {
    return new UnavailableException(
        operation,
        at(key),
        Reason.NO_SPACE,
        cannot(operation, key)
            + "its file system or quota is full; free some space or use another root.",
        e);
  }

  private StorageException nameTooLong(String operation, String key, IOException e) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.NAME_TOO_LONG,
        cannot(operation, key)
            + "a name in it is longer than this file system takes (mostly 255 bytes); shorten it.",
        e);
  }

  StorageException fileOrFolder(String operation, String key, @Nullable Throwable cause) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.FILE_OR_FOLDER,
        cannot(operation, key)
            + "a file stands where a folder is needed, or a folder where a file is; use another"
            + " name.",
        cause);
  }

  private StorageException loop(String operation, String key, IOException e) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.SYMLINK,
        cannot(operation, key) + "a symbolic link there leads in a ring; remove it.",
        e);
  }

  StorageException escapes(String operation, String key, String link) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.SYMLINK,
        cannot(operation, key)
            + "the symbolic link "
            + link
            + " leads out of the root "
            + shown("")
            + " or nowhere; remove it, or open the store where it leads.",
        null);
  }

  StorageException special(String operation, String key) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.SPECIAL_FILE,
        cannot(operation, key)
            + "it is a pipe, socket or device and no regular file; move it away.",
        null);
  }

  StorageException reserved(String operation, String key) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.BAD_NAME,
        cannot(operation, key)
            + "such names are kept for temporary files and locks; use another name.",
        null);
  }

  StorageException badName(String operation, String key) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.BAD_NAME,
        cannot(operation, key)
            + "a symbolic link there names something that is not UTF-8; rename it.",
        null);
  }

  StorageException busy(String operation, String key, String holding) {
    return new UnavailableException(
        operation,
        at(key),
        Reason.TIMEOUT,
        cannot(operation, key) + holding + "; try again.",
        null);
  }

  StorageException conflict(String operation, String key, String what) {
    return new UnavailableException(
        operation, at(key), Reason.CONFLICT, cannot(operation, key) + what + "; try again.", null);
  }

  StorageException corrupt(String operation, String key, String what) {
    return new CorruptDataException(
        operation, at(key), Reason.CHECKSUM, shown(key) + " " + what, null);
  }

  StorageException notPromised(String operation, String key, String what) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.NOT_PROMISED,
        cannot(operation, key) + what + "; nothing was done.",
        null);
  }

  /** The object is in place, and whether it would survive a loss of power is not known. */
  StorageException unsynced(String operation, String key, IOException e) {
    return new OutcomeUnknownException(
        operation,
        at(key),
        Reason.OTHER,
        shown(key)
            + " is in place, but syncing its folder failed ("
            + sentence(e)
            + "), so it might not survive a loss of power; check it, or set local.durable=false.",
        e);
  }

  /** What the system said of an error, without the path. */
  static String sentence(IOException e) {
    String said = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return said == null ? e.getClass().getSimpleName() : said;
  }

  /** The key as a plain path, for messages. */
  String shown(String key) {
    String path = "/" + root.path();
    return key.isEmpty() ? path : path.length() == 1 ? path + key : path + "/" + key;
  }

  private String cannot(String operation, String key) {
    return "Cannot " + operation + " " + shown(key) + ": ";
  }

  private String at(String key) {
    if (key.isEmpty()) {
      return root.uri();
    }
    try {
      return root.resolve(key.endsWith("/") ? key.substring(0, key.length() - 1) : key).uri();
    } catch (IllegalArgumentException e) {
      // Root and key are valid but too long together: that is what the error is about.
      return root.uri() + "/" + key;
    }
  }

  private static boolean has(String said, String... parts) {
    for (String part : parts) {
      if (said.contains(part)) {
        return true;
      }
    }
    return false;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
