package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.provenance.SimpleDataSourceProvenance;

class TrainingTest {

  @Test
  void learnsFromEpochToEpoch() {
    List<Epoch> epochs = Trained.ONCE.epochs();
    assertEquals(6, epochs.size());
    for (int i = 1; i < epochs.size(); i++) {
      assertTrue(
          epochs.get(i).trainingLoss() < epochs.get(i - 1).trainingLoss(),
          "the loss rises after epoch " + i);
    }
    assertTrue(Trained.ONCE.heldOut().accuracy() >= 0.94, Trained.ONCE.heldOut().toString());
  }

  @Test
  void givesTheSameModelForTheSameSeedOnly() {
    Trained again = Trained.train(Trained.HOW);
    assertEquals(Trained.ONCE.epochs(), again.epochs());
    assertEquals(Trained.ONCE.last().getWeightsCopy(), again.last().getWeightsCopy());
    HyperParameters how = Trained.HOW;
    Trained other =
        Trained.train(new HyperParameters(how.learningRate(), how.batchSize(), 1, how.seed() + 1));
    assertFalse(
        other.last().getWeightsCopy().equals(Trained.ONCE.models().get(0).getWeightsCopy()));
  }

  @Test
  void callsAnEpochBestOnlyIfItIsBetterThanAllBefore() {
    Epoch best = null;
    for (Epoch epoch : Trained.ONCE.epochs()) {
      boolean better =
          best == null
              || epoch.validationAccuracy() > best.validationAccuracy()
              || (epoch.validationAccuracy() == best.validationAccuracy()
                  && epoch.validationLoss() < best.validationLoss());
      assertEquals(better, epoch.best(), epoch.toString());
      best = better ? epoch : best;
    }
  }

  @Test
  void goesOnFromTheModelThatItIsGiven() throws Exception {
    Training training = new Training(Trained.ONCE.split());
    LinearSGDModel start = Trained.ONCE.models().get(2);
    List<LinearSGDModel> models = new ArrayList<>();
    HyperParameters slow = new HyperParameters(1e-9, 8, 1, 7);
    List<Epoch> epochs = training.from(start, slow, (epoch, model) -> models.add(model));
    assertEquals(0, epochs.get(0).number());
    assertTrue(epochs.get(0).best());
    assertEquals(
        Trained.ONCE.epochs().get(2).validationLoss(), epochs.get(0).validationLoss(), 0.0);
    // With steps of almost nothing, an epoch that starts from zero would end near zero.
    assertEquals(epochs.get(0).trainingLoss(), epochs.get(1).trainingLoss(), 1e-4);
    assertEquals(2, models.size());
  }

  @Test
  void leavesTheModelItGoesOnFromAsItWas() throws Exception {
    LinearSGDModel start = Trained.ONCE.models().get(0);
    DenseMatrix before = start.getWeightsCopy();
    new Training(Trained.ONCE.split()).from(start, Trained.HOW.withEpochs(1), (e, m) -> {});

    assertEquals(before, start.getWeightsCopy());
  }

  @Test
  void refusesToGoOnFromAModelOfOtherPixels() {
    LabelFactory labels = new LabelFactory();
    MutableDataset<Label> other =
        new MutableDataset<>(new SimpleDataSourceProvenance("other", labels), labels);
    for (String label : List.of("a", "b")) {
      Example<Label> example =
          new ArrayExample<>(new Label(label), new String[] {"x"}, new double[] {1});
      other.add(example);
    }
    LinearSGDModel start = new EpochTrainer(Trained.HOW).nextEpoch(other);
    IOException refused =
        assertThrows(
            IOException.class,
            () -> new Training(Trained.ONCE.split()).from(start, Trained.HOW, (e, m) -> {}));
    assertTrue(refused.toString().contains("64 pixels"), refused.toString());
  }

  @Test
  void endsWhenTheBestModelCannotBeKept() {
    Training training = new Training(Trained.ONCE.split());
    List<Epoch> seen = new ArrayList<>();
    assertThrows(
        IOException.class,
        () ->
            training.fromZero(
                Trained.HOW,
                (epoch, model) -> {
                  seen.add(epoch);
                  throw new IOException("no space");
                }));
    assertEquals(1, seen.size());
  }

  @Test
  void stepsAlongTheMeanGradientWhateverTheBatch() throws Exception {
    // One step over a whole part: with every image twice, the mean gradient is the same.
    Split split = Trained.ONCE.split();
    List<Example<Label>> few = new ArrayList<>();
    for (int i = 0; i < split.training().size(); i += 16) {
      few.add(split.training().get(i));
    }
    Split small = new Split(few, split.validation(), split.heldOut());
    List<Example<Label>> twice = new ArrayList<>(few);
    twice.addAll(few);
    Split large = new Split(twice, split.validation(), split.heldOut());
    double once = lossAfterOneStep(small, few.size());
    assertEquals(once, lossAfterOneStep(large, twice.size()), 1e-9);
  }

  private static double lossAfterOneStep(Split split, int batchSize) throws IOException {
    HyperParameters how = new HyperParameters(0.001, batchSize, 1, 7);
    return new Training(split).fromZero(how, (epoch, model) -> {}).get(0).validationLoss();
  }

  @Test
  void refusesHyperParametersThatCannotTrain() {
    assertThrows(IllegalArgumentException.class, () -> new HyperParameters(0, 8, 1, 7));
    assertThrows(IllegalArgumentException.class, () -> new HyperParameters(Double.NaN, 8, 1, 7));
    assertThrows(IllegalArgumentException.class, () -> new HyperParameters(0.1, 0, 1, 7));
    assertThrows(IllegalArgumentException.class, () -> new HyperParameters(0.1, 8, 0, 7));
  }
}
