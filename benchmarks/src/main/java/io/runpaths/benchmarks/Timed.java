package io.runpaths.benchmarks;

import java.io.IOException;

/**
 * A program and the times that it took.
 *
 * @param program the program
 * @param times the seconds of each of its turns
 */
record Timed(Program program, Samples times) {
  Timed(Program program) {
    this(program, new Samples());
  }

  /** Gives the program its turn. */
  void turn() throws IOException, InterruptedException {
    times.add(program.seconds());
  }

  double median() {
    return times.median();
  }
}
