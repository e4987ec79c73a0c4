package io.runpaths.examples;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.tribuo.Dataset;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Epoch after epoch, each judged on the validation part, the best model told to a listener. */
final class Training {

  /** What stands where a model would record a moment. */
  static final OffsetDateTime NO_TIME = OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  /** Learns of every epoch while the training goes on; a failure to keep a model ends it. */
  interface Listener {
    void onEpoch(Epoch epoch, LinearSGDModel model) throws IOException;
  }

  private final Split split;
  private final Dataset<Label> images;

  Training(Split split) {
    this.split = split;
    LabelFactory labels = new LabelFactory();
    this.images =
        new MutableDataset<>(
            split.training(), new SimpleDataSourceProvenance("digits", NO_TIME, labels), labels);
  }

  /** Trains from zero. */
  List<Epoch> fromZero(HyperParameters how, Listener listener) throws IOException {
    return new Course(listener, List.of()).run(new EpochTrainer(how), how.epochs());
  }

  /** Goes on with a training that was broken off, as if it had not been. */
  List<Epoch> resumed(TrainingState state, HyperParameters how, Listener listener)
      throws IOException {
    LinearSGDModel last = state.last().model();
    checkKind(last);
    int done = state.epochs().size();
    return new Course(listener, state.epochs())
        .run(EpochTrainer.after(done, last, how), how.epochs());
  }

  /** Goes on from a trained model, which counts as epoch 0 and as the first best. */
  List<Epoch> from(LinearSGDModel start, HyperParameters how, Listener listener)
      throws IOException {
    checkKind(start);
    Course course = new Course(listener, List.of());
    course.judge(0, start);
    return course.run(new EpochTrainer(how, start), how.epochs());
  }

  private void checkKind(LinearSGDModel start) throws IOException {
    if (!start.getFeatureIDMap().keySet().equals(images.getFeatureIDMap().keySet())
        || !start.getOutputIDInfo().getDomain().equals(images.getOutputIDInfo().getDomain())) {
      throw new IOException("The checkpoint's model is not one of 64 pixels and ten digits");
    }
  }

  /** One training from its first epoch to its last. */
  private final class Course {

    private final Listener listener;
    private final List<Epoch> epochs = new ArrayList<>();
    private double bestAccuracy = -1;
    private double bestLoss = Double.POSITIVE_INFINITY;

    Course(Listener listener, List<Epoch> before) {
      this.listener = listener;
      for (Epoch epoch : before) {
        epochs.add(epoch);
        if (epoch.best()) {
          bestAccuracy = epoch.validationAccuracy();
          bestLoss = epoch.validationLoss();
        }
      }
    }

    /** Trains up to an epoch; those before it that are there are not trained again. */
    List<Epoch> run(EpochTrainer trainer, int last) throws IOException {
      for (int number = trainer.getInvocationCount() + 1; number <= last; number++) {
        judge(number, trainer.nextEpoch(images));
      }
      return List.copyOf(epochs);
    }

    void judge(int number, LinearSGDModel model) throws IOException {
      Evaluation onTraining = Evaluation.of(model, split.training());
      Evaluation onValidation = Evaluation.of(model, split.validation());
      boolean best =
          onValidation.accuracy() > bestAccuracy
              || (onValidation.accuracy() == bestAccuracy && onValidation.loss() < bestLoss);
      if (best) {
        bestAccuracy = onValidation.accuracy();
        bestLoss = onValidation.loss();
      }
      Epoch epoch =
          new Epoch(
              number,
              onTraining.loss(),
              onValidation.loss(),
              onTraining.accuracy(),
              onValidation.accuracy(),
              best);
      epochs.add(epoch);
      listener.onEpoch(epoch, model);
    }
  }
}
