package io.runpaths.testkit.matrix;

/**
 * One combination that is played.
 *
 * @param number by which its folder is named
 * @param row which request of which operation
 * @param column what goes wrong with it
 * @param lasting how long
 */
record Cell(int number, Row row, Column column, Lasting lasting) {
  String folder() {
    return "cell-" + number;
  }

  /** Whether the driver must lose its patience. */
  boolean hangs() {
    return column.is(Column.Trait.HANGS);
  }

  /** In words, for findings. */
  String words() {
    String when =
        switch (lasting) {
          case ONCE -> "once";
          case AGAIN -> "again and again";
          case FROM_THERE_ON -> "and all that follows";
        };
    return row.trial().name() + ", " + row.request() + ": " + column.words() + ", " + when;
  }
}
