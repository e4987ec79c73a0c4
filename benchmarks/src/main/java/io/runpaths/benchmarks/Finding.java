package io.runpaths.benchmarks;

import java.util.Locale;

/**
 * One figure and the goal for it.
 *
 * @param what what was measured
 * @param value the figure
 * @param unit what it is counted in; {@code ×} for a ratio
 * @param most the goal, or {@link #NO_GOAL}
 * @param beside what it was measured beside, with the durations
 */
record Finding(String what, double value, String unit, double most, String beside) {
  /** The goal of what has none. */
  static final double NO_GOAL = Double.POSITIVE_INFINITY;

  private static final int WIDTH = 42;

  boolean hasGoal() {
    return most != NO_GOAL;
  }

  boolean met() {
    return value <= most;
  }

  /** One line of the table for people. */
  String row() {
    return String.format(
        Locale.ROOT,
        "%-" + WIDTH + "s %12s  %10s  %-6s  %s",
        what,
        number(value) + " " + unit,
        hasGoal() ? "≤ " + number(most) + " " + unit : "",
        verdict(),
        beside);
  }

  /** The table's head. */
  static String head() {
    return String.format(
        Locale.ROOT,
        "%-" + WIDTH + "s %12s  %10s  %-6s  %s",
        "what",
        "found",
        "goal",
        "",
        "beside");
  }

  /** One line that a script can look for. */
  String result() {
    return "result: "
        + what
        + ": "
        + number(value)
        + " "
        + unit
        + (hasGoal() ? ", goal ≤ " + number(most) + " " + unit + ": " + verdict() : "")
        + " ("
        + beside
        + ")";
  }

  private String verdict() {
    return hasGoal() ? met() ? "met" : "MISSED" : "";
  }

  private static String number(double value) {
    return value >= 1000
        ? String.format(Locale.ROOT, "%,.0f", value)
        : value == Math.rint(value)
            ? String.format(Locale.ROOT, "%.0f", value)
            : String.format(Locale.ROOT, "%.2f", value);
  }
}
