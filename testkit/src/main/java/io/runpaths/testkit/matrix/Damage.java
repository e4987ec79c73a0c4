package io.runpaths.testkit.matrix;

/** What an operation must never do, whatever happens on the wire. */
public enum Damage {
  /** It said that it succeeded, and its effect is not there. */
  LOST('L', "lost"),
  /** It failed as if nothing had happened, and its effect is there. */
  UNTOLD('U', "untold"),
  /** Bytes, names or metadata that nobody wrote: half an object, a wrong bit given as right. */
  CORRUPT('C', "silently corrupt"),
  /** It blames another writer, or an absent object, where there is none. */
  FALSE_CONFLICT('F', "false conflicts"),
  /** An unfinished upload was left behind though the store could be reached. */
  LEAKED('P', "leaked uploads"),
  /** It failed in a way that its contract does not allow, or sent credentials elsewhere. */
  MISBEHAVED('M', "misbehaved");

  private final char mark;
  private final String words;

  Damage(char mark, String words) {
    this.mark = mark;
    this.words = words;
  }

  /**
   * Its mark in the table.
   *
   * @return one letter
   */
  public char mark() {
    return mark;
  }

  /**
   * The damage in words, for the sum below the table.
   *
   * @return words that follow a number
   */
  public String words() {
    return words;
  }
}
