package io.runpaths.layout;

import java.util.List;

/** Seeds for tests with random cases: one that never changes, and one that nobody has tried. */
final class Seeds {

  private static final long FRESH = Long.getLong("runpaths.test.seed", System.nanoTime());

  static {
    System.out.println("fresh seed of this run's random cases: -Drunpaths.test.seed=" + FRESH);
  }

  private Seeds() {}

  /** Both, for a parameterised test. */
  static List<Long> fixedAndFresh() {
    return List.of(20260208L, FRESH);
  }
}
