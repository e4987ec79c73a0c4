package io.runpaths.examples;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.tribuo.Dataset;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.SGD;
import org.tribuo.provenance.ModelProvenance;

/**
 * Tribuo's softmax regression, one epoch at a time: each epoch starts with the weights that the one
 * before it ended with, where Tribuo's own trainer always starts from zero.
 */
final class EpochTrainer extends LinearSGDTrainer {

  private @Nullable DenseMatrix weights;

  /** Starts from zero. */
  EpochTrainer(HyperParameters how) {
    super(
        new LogMulticlass(),
        plainSgd(how),
        /* epochs= */ 1,
        /* loggingInterval= */ -1,
        how.batchSize(),
        how.seed());
  }

  /** Starts from the weights of another model of the same pixels and digits. */
  EpochTrainer(HyperParameters how, LinearSGDModel start) {
    this(how);
    weights = start.getWeightsCopy();
  }

  /**
   * Goes on from the weights after some epochs as if it had trained them itself: each epoch takes
   * the next of the random generators that the seed gives, so that their number is all there is to
   * know of them. Plain SGD has no state of its own; another optimiser's would have to be kept too.
   */
  static EpochTrainer after(int epochs, LinearSGDModel last, HyperParameters how) {
    EpochTrainer trainer = new EpochTrainer(how, last);
    trainer.setInvocationCount(epochs);
    return trainer;
  }

  /** One pass over the images, in an order of its own. */
  LinearSGDModel nextEpoch(Dataset<Label> images) {
    LinearSGDModel model = train(images);
    weights = model.getWeightsCopy();
    return model;
  }

  @Override
  protected LinearParameters createParameters(int pixels, int digits, SplittableRandom random) {
    DenseMatrix start = weights;
    return start == null
        ? super.createParameters(pixels, digits, random)
        : new LinearParameters(start.copy());
  }

  /**
   * A model records how it was trained. When that was is left to the run, so that the same training
   * gives the same bytes.
   */
  @Override
  protected LinearSGDModel createModel(
      String name,
      ModelProvenance provenance,
      ImmutableFeatureMap pixels,
      ImmutableOutputInfo<Label> digits,
      LinearParameters parameters) {
    ModelProvenance timeless =
        new ModelProvenance(
            getModelClassName(),
            Training.NO_TIME,
            provenance.getDatasetProvenance(),
            provenance.getTrainerProvenance());
    return super.createModel(name, timeless, pixels, digits, parameters);
  }

  /** Tribuo steps along the sum of a batch's gradients times the batch's size; we mean the mean. */
  private static SGD plainSgd(HyperParameters how) {
    double batch = how.batchSize();
    return SGD.getSimpleSGD(batch == 1 ? how.learningRate() : how.learningRate() / (batch * batch));
  }
}
