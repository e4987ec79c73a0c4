package io.runpaths.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a training came to, as tables.
 *
 * @param runId of the run
 * @param how it was trained
 * @param epochs all of them
 * @param heldOut what the best model reads right of what it has never seen
 */
record TrainingSummary(String runId, HyperParameters how, List<Epoch> epochs, Evaluation heldOut) {

  TrainingSummary {
    epochs = List.copyOf(epochs);
  }

  /** The epoch whose model was kept. */
  Epoch best() {
    return epochs.stream()
        .filter(Epoch::best)
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new IllegalStateException("No epoch of " + runId + " was the best"));
  }

  /** The figures of the whole run, one row. */
  Sheet overview() {
    return new Sheet(
        "summary",
        List.of(
            "run_id",
            "learning_rate",
            "batch_size",
            "epochs",
            "seed",
            "best_epoch",
            "training_accuracy",
            "validation_accuracy",
            "validation_loss",
            "held_out_images",
            "held_out_accuracy",
            "held_out_loss"),
        List.of(
            List.of(
                runId,
                how.learningRate(),
                how.batchSize(),
                how.epochs(),
                how.seed(),
                best().number(),
                best().trainingAccuracy(),
                best().validationAccuracy(),
                best().validationLoss(),
                heldOut.images(),
                heldOut.accuracy(),
                heldOut.loss())));
  }

  /** A row for each epoch. */
  Sheet course() {
    List<List<Object>> rows = new ArrayList<>();
    for (Epoch epoch : epochs) {
      rows.add(
          List.of(
              epoch.number(),
              epoch.trainingLoss(),
              epoch.validationLoss(),
              epoch.trainingAccuracy(),
              epoch.validationAccuracy(),
              epoch.best() ? "yes" : "no"));
    }
    return new Sheet(
        "epochs",
        List.of(
            "epoch",
            "training_loss",
            "validation_loss",
            "training_accuracy",
            "validation_accuracy",
            "best_so_far"),
        rows);
  }

  /** The results alone, for a tracker's summary. */
  Map<String, Object> results() {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("best_epoch", best().number());
    results.put("validation_accuracy", best().validationAccuracy());
    results.put("validation_loss", best().validationLoss());
    results.put("held_out_accuracy", heldOut.accuracy());
    results.put("held_out_loss", heldOut.loss());
    return results;
  }
}
