package io.runpaths.examples;

/**
 * How to train.
 *
 * @param learningRate step along the mean gradient of a batch, for pixels of 0 to 16
 * @param batchSize images a step
 * @param epochs passes over the training part
 * @param seed of the shuffles; the same seed gives the same model
 */
record HyperParameters(double learningRate, int batchSize, int epochs, long seed) {

  HyperParameters {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("learningRate " + learningRate + " is not above zero");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize " + batchSize + " is not at least 1");
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs " + epochs + " is not at least 1");
    }
  }

  HyperParameters withEpochs(int other) {
    return new HyperParameters(learningRate, batchSize, other, seed);
  }
}
