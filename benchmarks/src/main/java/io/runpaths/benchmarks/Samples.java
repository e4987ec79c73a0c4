package io.runpaths.benchmarks;

import java.util.Arrays;

/** Durations of one thing done again and again. */
final class Samples {
  private double[] values = new double[64];
  private int count;

  void add(double value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  /** The value in the middle, of an even number the higher one. */
  double median() {
    if (count == 0) {
      throw new IllegalStateException("Nothing was measured");
    }
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }
}
