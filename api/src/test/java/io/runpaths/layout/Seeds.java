package io.runpaths.layout;

import java.util.List;

/** Seeds for tests with random cases: one that never changes, and one that nobody has tried. */
final class Seeds {

  private Seeds() {}

  /** Both, for a parameterised test, whose name then tells the seed of a failure. */
  static List<Long> fixedAndFresh() {
    return List.of(20260208L, System.nanoTime());
  }
}
