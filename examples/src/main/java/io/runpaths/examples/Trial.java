package io.runpaths.examples;

import java.time.Instant;
import java.util.Locale;

/**
 * One try of the search.
 *
 * @param number from 0
 * @param how what was tried
 * @param accuracy on the validation part, from 0 to 1
 * @param loss on the validation part, in nats
 * @param start when it began
 * @param end when it was through
 */
record Trial(
    int number, HyperParameters how, double accuracy, double loss, Instant start, Instant end) {

  /** One line for a log. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "trial %d  learning rate %s, batch size %d  validation %.1f %%, loss %.3f",
        number,
        how.learningRate(),
        how.batchSize(),
        100 * accuracy,
        loss);
  }
}
