package io.runpaths.cli.config;

import org.jspecify.annotations.Nullable;

/** Fits foreign words into one-line messages. */
final class Sentence {
  private static final int LONGEST = 300;

  private Sentence() {}

  /** A message of another library on one line, without its full stop. */
  static String of(@Nullable String message) {
    if (message == null || message.isBlank()) {
      return "no reason given";
    }
    String line = message.strip().replaceAll("\\s+", " ");
    if (line.length() > LONGEST) {
      line = line.substring(0, LONGEST) + "…";
    }
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  /** A name in quotes, control characters shown as escapes. */
  static String quoted(String name) {
    StringBuilder out = new StringBuilder("'");
    name.codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || (c >= 0xd800 && c < 0xe000)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append('\'').toString();
  }
}
