package io.runpaths.examples;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * A small grid over learning rate and batch size: short trainings, judged on the validation part.
 */
final class HyperParameterSearch {

  private final Training training;
  private final Clock clock;

  HyperParameterSearch(Training training, Clock clock) {
    this.training = training;
    this.clock = clock;
  }

  /** Trains once for each pair, in order; the listener hears of each when it is through. */
  List<Trial> run(
      List<Double> learningRates,
      List<Integer> batchSizes,
      int epochs,
      long seed,
      Consumer<Trial> listener)
      throws IOException {
    List<Trial> trials = new ArrayList<>();
    for (double learningRate : learningRates) {
      for (int batchSize : batchSizes) {
        HyperParameters how = new HyperParameters(learningRate, batchSize, epochs, seed);
        Instant start = clock.instant();
        List<Epoch> course = training.fromZero(how, (epoch, model) -> {});
        Epoch last = course.get(course.size() - 1);
        Trial trial =
            new Trial(
                trials.size(),
                how,
                last.validationAccuracy(),
                last.validationLoss(),
                start,
                clock.instant());
        trials.add(trial);
        listener.accept(trial);
      }
    }
    return List.copyOf(trials);
  }

  /** The trial that read most images right; among equals the one of the lowest loss. */
  static Trial best(List<Trial> trials) {
    return trials.stream()
        .max(
            Comparator.comparingDouble(Trial::accuracy)
                .thenComparing(Comparator.comparingDouble(Trial::loss).reversed()))
        .orElseThrow(() -> new IllegalArgumentException("There are no trials to choose from"));
  }
}
