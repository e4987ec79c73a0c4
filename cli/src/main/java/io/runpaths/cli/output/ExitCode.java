package io.runpaths.cli.output;

/** The command's exit codes, the same for every subcommand; scripts rely on them. */
public final class ExitCode {
  /** All was done. */
  public static final int DONE = 0;

  /** Something failed that no other code tells. */
  public static final int FAILED = 1;

  /** The command line, a setting or an input is wrong. */
  public static final int USAGE = 2;

  /** A root, run or artifact does not exist. */
  public static final int NOT_FOUND = 3;

  /** Something exists already, or another writer was faster. */
  public static final int CONFLICT = 4;

  /** Stored data is damaged or differs from what it should be. */
  public static final int CORRUPT = 5;

  /** The store or file system does not allow it. */
  public static final int DENIED = 6;

  /** The store cannot be reached, does not answer, or is full. */
  public static final int UNAVAILABLE = 7;

  /** This store or release cannot do it. */
  public static final int UNSUPPORTED = 8;

  /** Whether it was done cannot be found out. */
  public static final int OUTCOME_UNKNOWN = 9;

  /** Some parts were done and others failed. */
  public static final int PARTLY = 10;

  /** Interrupted from the keyboard. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
