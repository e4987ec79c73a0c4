package io.runpaths.testkit.matrix;

import io.runpaths.spi.Capabilities;
import java.io.IOException;

/** An operation that is tried against all faults: a group of rows of the table. */
interface Trial {
  /** What is tried, in a few words. */
  String name();

  /** Whether the store promises what this needs. */
  default boolean isPromised(Capabilities capabilities) {
    return true;
  }

  /** Whether a failure may leave open what happened. */
  default boolean changes() {
    return true;
  }

  /** Whether it is much like another, so that the main columns are enough. */
  default boolean isMinor() {
    return false;
  }

  /** Whether it moves a large object, of which servers in memory cannot keep many. */
  default boolean isLarge() {
    return false;
  }

  /** Whether it is to fail so, also when all is well. */
  default boolean expects(Throwable failure) {
    return false;
  }

  /** Whether nobody on earth could notice what goes wrong in that column. */
  default boolean isBlindTo(Column column) {
    return false;
  }

  /** Sets the stage, by the clean driver. */
  Act on(Stage stage) throws IOException;

  /** One try. */
  interface Act {
    /** Runs the operation by the driver under test. */
    void run() throws IOException;

    /** Looks by the clean driver at what the server has. */
    void judge(Verdict verdict) throws IOException;
  }
}
