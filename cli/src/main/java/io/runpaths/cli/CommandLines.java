package io.runpaths.cli;

/** Looks at a command line before, or instead of, the parser. */
final class CommandLines {
  private CommandLines() {}

  /** Whether an option without a value, such as {@code --json}, stands among the options. */
  static boolean has(String[] args, String option) {
    for (String arg : args) {
      if (arg.equals("--")) {
        return false;
      }
      if (arg.equals(option)) {
        return true;
      }
    }
    return false;
  }
}
