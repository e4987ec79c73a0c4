package io.runpaths.examples;

import java.io.PrintStream;

/**
 * The screen: short chapters, at most 100 columns wide, each with a word in the margin of its first
 * line.
 */
final class Story {

  private static final int WIDTH = 100;
  private static final int MARGIN = 10;

  private final PrintStream out;
  private String chapter = "";

  Story(PrintStream out) {
    this.out = out;
  }

  /** Some sentences, wrapped. */
  void tell(String word, String text) {
    StringBuilder line = new StringBuilder(margin(word));
    boolean empty = true;
    for (String piece : text.strip().split(" +", -1)) {
      if (!empty && line.length() + 1 + piece.length() > WIDTH) {
        out.println(line);
        line.setLength(0);
        line.append(margin(word));
        empty = true;
      }
      line.append(empty ? "" : " ").append(piece);
      empty = false;
    }
    out.println(line);
  }

  /** More sentences of the same chapter. */
  void tell(String text) {
    tell(chapter, text);
  }

  /** A line that stays as it is, in columns of its own. */
  void show(String word, String line) {
    out.println((margin(word) + line).stripTrailing());
  }

  /** The same in the same chapter. */
  void show(String line) {
    show(chapter, line);
  }

  /** An empty line; the next chapter may bear the same word again. */
  void pause() {
    chapter = "";
    out.println();
  }

  private String margin(String word) {
    String shown = word.equals(chapter) ? "" : word;
    chapter = word;
    return shown + " ".repeat(Math.max(1, MARGIN - shown.length()));
  }
}
