package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;

class DigitsTest {

  @Test
  void readsEveryImageWithItsPixelsAndItsDigit() throws Exception {
    List<Example<Label>> images = Digits.load();
    assertEquals(1797, images.size());
    TreeSet<String> digits = new TreeSet<>();
    for (Example<Label> image : images) {
      assertEquals(64, image.size());
      for (Feature pixel : image) {
        assertTrue(pixel.getValue() >= 0 && pixel.getValue() <= 16, pixel.toString());
      }
      digits.add(image.getOutput().getLabel());
    }
    assertEquals("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", digits.toString());
  }

  @Test
  void writesImagesAsTheLinesThatTheyWereReadFrom() throws Exception {
    try (InputStream packed = Digits.class.getResourceAsStream("digits.csv.gz")) {
      assertNotNull(packed);
      byte[] original = new GZIPInputStream(packed).readAllBytes();
      assertArrayEquals(original, Digits.toCsv(Digits.load()));
    }
  }
}
