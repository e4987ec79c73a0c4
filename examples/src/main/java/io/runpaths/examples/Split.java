package io.runpaths.examples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.tribuo.Example;
import org.tribuo.classification.Label;

/**
 * Three parts of the data: three fifths to learn from, a fifth to choose by, and a held-out fifth
 * that is looked at once, for the number that is reported.
 *
 * @param training what the weights are fitted to
 * @param validation what hyper-parameters and the best epoch are chosen by
 * @param heldOut what neither training nor any choice has seen
 */
record Split(
    List<Example<Label>> training, List<Example<Label>> validation, List<Example<Label>> heldOut) {

  Split {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    heldOut = List.copyOf(heldOut);
  }

  /** Deals each digit's images over the parts in the same proportion; the same seed deals alike. */
  static Split stratified(List<Example<Label>> images, long seed) {
    Map<String, List<Example<Label>>> byDigit = new TreeMap<>();
    for (Example<Label> image : images) {
      byDigit.computeIfAbsent(image.getOutput().getLabel(), d -> new ArrayList<>()).add(image);
    }
    List<Example<Label>> training = new ArrayList<>();
    List<Example<Label>> validation = new ArrayList<>();
    List<Example<Label>> heldOut = new ArrayList<>();
    Random random = new Random(seed);
    int dealt = 0;
    for (List<Example<Label>> alike : byDigit.values()) {
      Collections.shuffle(alike, random);
      for (Example<Label> image : alike) {
        switch (dealt++ % 5) {
          case 0 -> heldOut.add(image);
          case 1 -> validation.add(image);
          default -> training.add(image);
        }
      }
    }
    return new Split(training, validation, heldOut);
  }
}
