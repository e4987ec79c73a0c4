package io.runpaths.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

/**
 * One short training that several tests look at.
 *
 * @param split the data
 * @param epochs what became of it
 * @param models of all epochs
 */
record Trained(Split split, List<Epoch> epochs, List<LinearSGDModel> models) {

  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  static final HyperParameters HOW = new HyperParameters(0.003, 8, 6, 7);

  /** Made once; nobody changes it. */
  static final Trained ONCE = train(HOW);

  static Trained train(HyperParameters how) {
    TRIBUO.setLevel(Level.WARNING);
    try {
      Split split = Split.stratified(Digits.load(), 7);
      List<LinearSGDModel> models = new ArrayList<>();
      List<Epoch> epochs = new Training(split).fromZero(how, (epoch, model) -> models.add(model));
      return new Trained(split, epochs, models);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LinearSGDModel last() {
    return models.get(models.size() - 1);
  }

  Evaluation heldOut() {
    return Evaluation.of(last(), split.heldOut());
  }
}
