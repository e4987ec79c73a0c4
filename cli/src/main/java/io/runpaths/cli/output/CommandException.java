package io.runpaths.cli.output;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The command itself cannot go on, with everything that is to be said about it. */
public final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is said; never serialized, as exceptions of a command are not. */
  private final transient Failure failure;

  /**
   * A failure to report.
   *
   * @param failure what is said
   * @param cause what it came from, if anything
   */
  public CommandException(Failure failure, @Nullable Throwable cause) {
    super(failure.message(), cause);
    this.failure = Objects.requireNonNull(failure, "failure");
  }

  /**
   * The command line or an input is wrong.
   *
   * @param message one sentence that names the thing and the way out
   * @return the exception, with exit code 2
   */
  public static CommandException usage(String message) {
    return usage(message, null);
  }

  /**
   * The command line or an input is wrong.
   *
   * @param message one sentence that names the thing and the way out
   * @param cause what it came from, if anything
   * @return the exception, with exit code 2
   */
  public static CommandException usage(String message, @Nullable Throwable cause) {
    return new CommandException(
        new Failure(Failure.USAGE, "parse", "", message, "", ExitCode.USAGE), cause);
  }

  /**
   * What is to be said.
   *
   * @return the failure
   */
  public Failure failure() {
    return failure;
  }
}
