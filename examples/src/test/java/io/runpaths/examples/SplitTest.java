package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.classification.Label;

class SplitTest {

  @Test
  void putsEveryImageIntoExactlyOnePart() throws Exception {
    Split split = Split.stratified(Digits.load(), 7);
    Set<Example<Label>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<Example<Label>> part :
        List.of(split.training(), split.validation(), split.heldOut())) {
      for (Example<Label> image : part) {
        assertTrue(seen.add(image), "an image is in two parts");
      }
    }
    assertEquals(Digits.COUNT, seen.size());
  }

  @Test
  void holdsAFifthOfEachDigitOut() throws Exception {
    List<Example<Label>> images = Digits.load();
    Split split = Split.stratified(images, 7);
    for (int digit = 0; digit < Digits.CLASSES; digit++) {
      assertEquals(count(images, digit) / 5.0, count(split.heldOut(), digit), 1, "digit " + digit);
      assertEquals(
          count(images, digit) / 5.0, count(split.validation(), digit), 1, "digit " + digit);
    }
  }

  @Test
  void dealsTheSameForTheSameSeedOnly() throws Exception {
    byte[] once = Digits.toCsv(Split.stratified(Digits.load(), 7).heldOut());
    assertArrayEquals(once, Digits.toCsv(Split.stratified(Digits.load(), 7).heldOut()));
    assertFalse(Arrays.equals(once, Digits.toCsv(Split.stratified(Digits.load(), 8).heldOut())));
  }

  private static int count(List<Example<Label>> images, int digit) {
    return (int)
        images.stream()
            .filter(i -> i.getOutput().getLabel().equals(Integer.toString(digit)))
            .count();
  }
}
