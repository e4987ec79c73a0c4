package io.runpaths.benchmarks;

import java.io.IOException;
import java.util.List;

/** One comparison. */
interface Benchmark {
  /**
   * Takes its measurements.
   *
   * @param bench where it may work, and how thoroughly
   * @return what was found
   * @throws NotRunException if something is missing that it needs
   * @throws IOException if it broke
   */
  List<Finding> run(Bench bench) throws IOException, InterruptedException;

  /** What this machine lacks. */
  final class NotRunException extends IOException {
    private static final long serialVersionUID = 1L;

    NotRunException(String why) {
      super(why);
    }
  }
}
