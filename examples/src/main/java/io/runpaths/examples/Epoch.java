package io.runpaths.examples;

/**
 * What one epoch came to.
 *
 * @param number from 1; 0 is the model as it was before the first epoch
 * @param trainingLoss mean cross-entropy on the training part, in nats
 * @param validationLoss the same on the validation part
 * @param trainingAccuracy from 0 to 1
 * @param validationAccuracy from 0 to 1
 * @param best whether no epoch before it read the validation part as well
 */
record Epoch(
    int number,
    double trainingLoss,
    double validationLoss,
    double trainingAccuracy,
    double validationAccuracy,
    boolean best) {}
