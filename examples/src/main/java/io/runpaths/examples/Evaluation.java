package io.runpaths.examples;

import java.util.List;
import java.util.Locale;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;

/** How well a model reads images it is shown: accuracy, loss, and who is taken for whom. */
final class Evaluation {

  private final int[][] counts = new int[Digits.CLASSES][Digits.CLASSES];
  private final int images;
  private final double loss;

  private Evaluation(LinearSGDModel model, List<Example<Label>> shown) {
    double sum = 0;
    for (Example<Label> image : shown) {
      String truth = image.getOutput().getLabel();
      Prediction<Label> prediction = model.predict(image);
      int read = Integer.parseInt(prediction.getOutput().getLabel());
      counts[Integer.parseInt(truth)][read]++;
      sum -= Math.log(probability(prediction, truth));
    }
    images = shown.size();
    loss = sum / images;
  }

  /** What the model gave the true digit; never quite zero, so that the loss stays a number. */
  private static double probability(Prediction<Label> prediction, String truth) {
    Label score = prediction.getOutputScores().get(truth);
    if (score == null) {
      throw new IllegalArgumentException("The model does not know the digit " + truth);
    }
    return Math.max(score.getScore(), Double.MIN_NORMAL);
  }

  /** Shows the model every image once; there must be at least one. */
  static Evaluation of(LinearSGDModel model, List<Example<Label>> shown) {
    if (shown.isEmpty()) {
      throw new IllegalArgumentException("There are no images to evaluate the model with");
    }
    return new Evaluation(model, shown);
  }

  /** Images read right, from 0 to 1. */
  double accuracy() {
    return (double) right() / images;
  }

  /** Mean cross-entropy in nats. */
  double loss() {
    return loss;
  }

  int images() {
    return images;
  }

  int right() {
    int right = 0;
    for (int digit = 0; digit < Digits.CLASSES; digit++) {
      right += counts[digit][digit];
    }
    return right;
  }

  /** How many images of {@code truth} were read as {@code read}. */
  int count(int truth, int read) {
    return counts[truth][read];
  }

  /** One sentence for people, without its full stop. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f %%: %d of %d images read right", 100 * accuracy(), right(), images);
  }
}
