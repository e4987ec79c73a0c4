package io.runpaths.cli;

/** Looks at a command line before, or instead of, the parser. */
final class CommandLines {
  private CommandLines() {}

  /** Whether {@code --json} stands among the options. */
  static boolean asksForJson(String[] args) {
    for (String arg : args) {
      if (arg.equals("--")) {
        return false;
      }
      if (arg.equals("--json") || arg.equals("--json=true")) {
        return true;
      }
    }
    return false;
  }
}
