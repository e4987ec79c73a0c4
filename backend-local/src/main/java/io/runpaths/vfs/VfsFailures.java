package io.runpaths.vfs;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SftpException;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one place that turns what VFS and SSH throw into storage errors. Safe for all threads. */
final class VfsFailures {
  /** Codes of later drafts of SFTP that servers send in version 3 too. */
  private static final int NO_SUCH_PATH = 10;

  private static final int WRITE_PROTECT = 12;
  private static final int NO_SPACE = 14;
  private static final int QUOTA_EXCEEDED = 15;

  private final Location root;
  private volatile boolean closed;

  VfsFailures(Location root) {
    this.root = root;
  }

  /** From now on whatever fails does so because the store was closed. */
  void close() {
    closed = true;
  }

  /** The location of a path below the root, as text: also of one that is no valid key. */
  String at(String path) {
    String uri = root.uri();
    return path.isEmpty() ? uri : uri + (uri.endsWith("/") ? "" : "/") + path;
  }

  void checkOpen(String operation, String location) throws StorageException {
    if (closed) {
      throw closed(operation, location);
    }
  }

  /** What a failure of a call means. */
  StorageException of(String operation, String location, Throwable failure) {
    Optional<StorageException> told = find(failure, StorageException.class);
    if (told.isPresent()) {
      return told.get();
    }
    if (closed) {
      return closed(operation, location);
    }
    if (find(failure, DeadlineException.class).isPresent()
        || find(failure, SocketTimeoutException.class).isPresent()) {
      return timeout(operation, location, failure);
    }
    if (find(failure, InterruptedException.class).isPresent()
        || find(failure, InterruptedIOException.class).isPresent()) {
      return interrupted(operation, location, failure);
    }
    if (Tree.saysMissing(failure)) {
      return missing(operation, location, failure);
    }
    Optional<SftpException> sftp = find(failure, SftpException.class);
    if (sftp.isPresent()) {
      return status(operation, location, sftp.get(), failure);
    }
    if (find(failure, UnknownHostException.class).isPresent()
        || find(failure, SocketException.class).isPresent()
        || find(failure, JSchException.class).isPresent()) {
      return unreachable(operation, location, failure);
    }
    return new UnavailableException(
        operation,
        location,
        Reason.OTHER,
        "Could not " + operation + " " + location + ": " + sentence(failure) + ".",
        failure);
  }

  /** Whether the store may have done what it was asked, though no answer came. */
  static boolean mayHaveHappened(StorageException failure) {
    return switch (failure.reason()) {
      case UNREACHABLE, TIMEOUT, INTERRUPTED, CLOSED -> true;
      default -> false;
    };
  }

  private StorageException status(
      String operation, String location, SftpException status, Throwable failure) {
    return switch (status.id) {
      case ChannelSftp.SSH_FX_NO_SUCH_FILE, NO_SUCH_PATH -> missing(operation, location, failure);
      case ChannelSftp.SSH_FX_PERMISSION_DENIED -> denied(operation, location, failure);
      case WRITE_PROTECT ->
          new AccessDeniedException(
              operation,
              location,
              Reason.READ_ONLY,
              "Could not "
                  + operation
                  + " "
                  + location
                  + ": the server's file system is read-only.",
              failure);
      case NO_SPACE, QUOTA_EXCEEDED -> full(operation, location, failure);
      default -> {
        if (status.getCause() != null
            || status.id == ChannelSftp.SSH_FX_CONNECTION_LOST
            || status.id == ChannelSftp.SSH_FX_NO_CONNECTION) {
          yield unreachable(operation, location, failure);
        }
        String said = String.valueOf(status.getMessage());
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("no space") || lower.contains("quota") || lower.contains("disk full")) {
          yield full(operation, location, failure);
        }
        yield new UnavailableException(
            operation,
            location,
            Reason.SERVER_ERROR,
            "The server could not "
                + operation
                + " "
                + location
                + " and says only '"
                + said
                + "'; look for a full disk, a quota or a name that its file system refuses.",
            failure);
      }
    };
  }

  // -- what this package finds itself

  StorageException closed(String operation, String location) {
    return new UnavailableException(
        operation, location, Reason.CLOSED, "The store at " + root + " is closed.", null);
  }

  StorageException streamClosed(String operation, String location) {
    return new UnavailableException(
        operation,
        location,
        Reason.CLOSED,
        "The " + operation + " of " + location + " is closed already; begin it anew.",
        null);
  }

  StorageException tooLarge(String operation, String location, long most) {
    return new UnsupportedException(
        operation,
        location,
        Reason.TOO_LARGE,
        location + " would have more than " + most + " bytes, the most that this store takes.",
        null);
  }

  StorageException crowded(String operation, String location) {
    return new UnavailableException(
        operation,
        location,
        Reason.TIMEOUT,
        "Too many calls and open streams use "
            + root
            + " at one time; close contents and uploads, or raise sftp.connections.",
        null);
  }

  StorageException interrupted(String operation, String location, Throwable cause) {
    Thread.currentThread().interrupt();
    return new UnavailableException(
        operation,
        location,
        Reason.INTERRUPTED,
        "The thread was interrupted while it waited to " + operation + " " + location + ".",
        cause);
  }

  StorageException timeout(String operation, String location, Throwable cause) {
    return new UnavailableException(
        operation,
        location,
        Reason.TIMEOUT,
        "The server of "
            + location
            + " did not answer the "
            + operation
            + " in time; try again or raise sftp.timeout.",
        cause);
  }

  StorageException unreachable(String operation, String location, Throwable cause) {
    return new UnavailableException(
        operation,
        location,
        Reason.UNREACHABLE,
        "The connection to the server of "
            + location
            + " cannot be made or was lost ("
            + sentence(cause)
            + "); check the host, the port and the network.",
        cause);
  }

  StorageException missing(String operation, String location, @Nullable Throwable cause) {
    return new NotFoundException(
        operation,
        location,
        Reason.NO_SUCH_OBJECT,
        "There is no " + location + "; check the name.",
        cause);
  }

  StorageException noRoot(String operation) {
    return new NotFoundException(
        operation,
        root.uri(),
        Reason.NO_SUCH_ROOT,
        "There is no folder " + root + "; check the name, or write something there first.",
        null);
  }

  private static StorageException denied(String operation, String location, Throwable cause) {
    return new AccessDeniedException(
        operation,
        location,
        Reason.FORBIDDEN,
        "The server does not allow this user to "
            + operation
            + " "
            + location
            + "; ask its owner for the permission.",
        cause);
  }

  StorageException full(String operation, String location, Throwable cause) {
    return new UnavailableException(
        operation,
        location,
        Reason.NO_SPACE,
        "There is no room left for " + location + "; free some space or raise the quota.",
        cause);
  }

  StorageException fileOrFolder(String operation, String path) {
    return new UnsupportedException(
        operation,
        at(path),
        Reason.FILE_OR_FOLDER,
        "A file stands where "
            + at(path)
            + " needs a folder, or a folder where it would be a file; choose another name.",
        null);
  }

  StorageException special(String operation, String path) {
    return new UnsupportedException(
        operation,
        at(path),
        Reason.SPECIAL_FILE,
        at(path) + " is a pipe, socket or device and no regular file; choose another name.",
        null);
  }

  StorageException leadsOut(String operation, String link) {
    return new UnsupportedException(
        operation,
        at(link),
        Reason.SYMLINK,
        "The symbolic link "
            + at(link)
            + " leads out of "
            + root
            + " or round in a ring and is not followed; replace it by what it points to.",
        null);
  }

  StorageException reserved(String operation, String key) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.BAD_NAME,
        "The name of " + at(key) + " is kept for temporary files; choose another.",
        null);
  }

  StorageException notPromised(String operation, String key, String what) {
    return new UnsupportedException(
        operation,
        at(key),
        Reason.NOT_PROMISED,
        "The store at "
            + root
            + " does not promise "
            + what
            + "; nothing was done to "
            + at(key)
            + ".",
        null);
  }

  StorageException range(String operation, String key, long size) {
    return new RangeNotSatisfiableException(
        operation,
        at(key),
        Reason.RANGE,
        "The bytes asked for lie behind the end of " + at(key) + ", which has " + size + " bytes.",
        null);
  }

  StorageException differs(String operation, String key) {
    return new PreconditionFailedException(
        operation,
        at(key),
        Reason.VERSION_DIFFERS,
        at(key) + " is in another version than the one asked for; read it again.",
        null);
  }

  StorageException wrongLength(String operation, String location, long expected, long got) {
    return new CorruptDataException(
        operation,
        location,
        Reason.CHECKSUM,
        location
            + " was to have "
            + expected
            + " bytes and "
            + (got > expected ? "has more" : "ended after " + got)
            + "; it may have been changed meanwhile, so try again.",
        null);
  }

  StorageException unreadable(String operation, String location, Throwable cause) {
    return new UnavailableException(
        operation,
        location,
        Reason.OTHER,
        "The content to be written to " + location + " could not be read: " + sentence(cause) + ".",
        cause);
  }

  StorageException changing(String operation, String location) {
    return new UnavailableException(
        operation,
        location,
        Reason.CONFLICT,
        location + " was replaced again and again while it was opened; try again.",
        null);
  }

  StorageException unknown(String operation, String location, Throwable cause) {
    return new OutcomeUnknownException(
        operation,
        location,
        Reason.LOST_ANSWER,
        "The connection was lost while "
            + location
            + " was put in place; read it to see whether it was.",
        cause);
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
      depth++;
    }
    return Optional.empty();
  }

  /** The innermost message that says something. */
  static String sentence(Throwable failure) {
    String said = failure.getClass().getSimpleName();
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        said = message.strip();
      }
      depth++;
    }
    return said;
  }
}
