package io.runpaths.examples;

import java.util.Locale;

/**
 * What one epoch came to.
 *
 * @param number from 1; 0 is the model as it was before the first epoch
 * @param trainingLoss mean cross-entropy on the training part, in nats
 * @param validationLoss the same on the validation part
 * @param trainingAccuracy from 0 to 1
 * @param validationAccuracy from 0 to 1
 * @param best whether it read more of the validation part right than any epoch before it, or as
 *     much at a lower loss
 */
record Epoch(
    int number,
    double trainingLoss,
    double validationLoss,
    double trainingAccuracy,
    double validationAccuracy,
    boolean best) {

  /** One line for a log. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "epoch %2d   validation %.1f %%, loss %.3f   training %.1f %%, loss %.3f%s",
        number,
        100 * validationAccuracy,
        validationLoss,
        100 * trainingAccuracy,
        trainingLoss,
        best ? "   best so far" : "");
  }
}
