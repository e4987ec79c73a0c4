package io.runpaths.cli.output;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as it is reported: on one line, or as the object of {@code --json}.
 *
 * @param type the kind of failure in one word, such as {@code NotFound}
 * @param operation what was being done, in one word
 * @param location where; empty where there is no place
 * @param message one sentence
 * @param hint what to do beyond what the message says; empty if there is nothing to add
 * @param exit the exit code
 */
public record Failure(
    String type, String operation, String location, String message, String hint, int exit) {
  static final String USAGE = "Usage";

  /** Validates, and brings messages of others onto one line. */
  public Failure {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(hint, "hint");
    message = oneLine(message);
  }

  /**
   * The same with another hint.
   *
   * @param other what to do
   * @return the failure
   */
  public Failure withHint(String other) {
    return new Failure(type, operation, location, message, other, exit);
  }

  /**
   * What an exception is to the user.
   *
   * @param thrown anything thrown
   * @return the failure
   */
  public static Failure of(Throwable thrown) {
    if (thrown instanceof CommandException e) {
      return e.failure();
    }
    if (thrown instanceof StorageException e) {
      return new Failure(type(e), e.operation(), e.location(), words(e), "", exitCode(e));
    }
    if (thrown instanceof UncheckedIOException e && e.getCause() != null) {
      return of(e.getCause());
    }
    if (thrown instanceof FileSystemException e) {
      return of(e);
    }
    if (thrown instanceof InterruptedIOException) {
      return new Failure(
          "Failed",
          "run",
          "",
          "It was interrupted; what was done before stays done.",
          "",
          ExitCode.INTERRUPTED);
    }
    if (thrown instanceof IOException) {
      return new Failure("Failed", "read or write", "", words(thrown), "", ExitCode.FAILED);
    }
    if (thrown instanceof IllegalArgumentException) {
      return new Failure(USAGE, "parse", "", words(thrown), "", ExitCode.USAGE);
    }
    if (thrown instanceof UnsupportedOperationException) {
      return new Failure("Unsupported", "run", "", words(thrown), "", ExitCode.UNSUPPORTED);
    }
    if (thrown instanceof OutOfMemoryError) {
      return new Failure(
          "Failed",
          "run",
          "",
          "There is not enough memory for this.",
          "Give the JVM more, as in RUNPATHS_JAVA_OPTS=-Xmx2g.",
          ExitCode.FAILED);
    }
    return new Failure(
        "Failed",
        "run",
        "",
        words(thrown),
        thrown instanceof IllegalStateException
            ? ""
            : "Run it again with --stacktrace to see where.",
        ExitCode.FAILED);
  }

  private static Failure of(FileSystemException e) {
    String file = e.getFile() == null ? "" : e.getFile();
    if (e instanceof NoSuchFileException) {
      return new Failure(
          "NotFound",
          "read",
          file,
          "There is no file " + file + "; check the name.",
          "",
          ExitCode.NOT_FOUND);
    }
    if (e instanceof FileAlreadyExistsException || e instanceof DirectoryNotEmptyException) {
      return new Failure(
          "AlreadyExists",
          "write",
          file,
          "There is " + file + " already; choose another name or move it away.",
          "",
          ExitCode.CONFLICT);
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return new Failure(
          "AccessDenied",
          "open",
          file,
          "You may not read or write " + file + "; change its permissions or take another place.",
          "",
          ExitCode.DENIED);
    }
    String reason = e.getReason() == null ? "it failed" : e.getReason();
    return new Failure(
        "Failed", "read or write", file, file + ": " + reason + ".", "", ExitCode.FAILED);
  }

  private static String type(StorageException e) {
    String name = e.getClass().getSimpleName();
    return name.endsWith("Exception") ? name.substring(0, name.length() - 9) : name;
  }

  private static int exitCode(StorageException e) {
    if (e.reason() == Reason.INTERRUPTED) {
      return ExitCode.INTERRUPTED;
    }
    if (e instanceof NotFoundException) {
      return ExitCode.NOT_FOUND;
    }
    if (e instanceof AlreadyExistsException || e instanceof PreconditionFailedException) {
      return ExitCode.CONFLICT;
    }
    if (e instanceof CorruptDataException) {
      return ExitCode.CORRUPT;
    }
    if (e instanceof AccessDeniedException) {
      return ExitCode.DENIED;
    }
    if (e instanceof UnavailableException || e instanceof ThrottledException) {
      return ExitCode.UNAVAILABLE;
    }
    if (e instanceof UnsupportedException) {
      return ExitCode.UNSUPPORTED;
    }
    if (e instanceof OutcomeUnknownException) {
      return ExitCode.OUTCOME_UNKNOWN;
    }
    return e instanceof RangeNotSatisfiableException ? ExitCode.USAGE : ExitCode.FAILED;
  }

  private static String words(Throwable thrown) {
    String message = thrown.getMessage();
    if (message == null || message.isBlank()) {
      return "It failed with " + thrown.getClass().getSimpleName() + ".";
    }
    return thrown instanceof FileNotFoundException ? "There is no file " + message + "." : message;
  }

  private static String oneLine(@Nullable String text) {
    if (text == null) {
      return "";
    }
    StringBuilder out = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' || c == '\t') {
        blank = true;
      } else {
        if (blank && out.length() > 0) {
          out.append(' ');
        }
        blank = false;
        if (Character.isISOControl(c)) {
          out.append(String.format("\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
    return out.toString();
  }
}
