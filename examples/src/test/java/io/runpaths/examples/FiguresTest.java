package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class FiguresTest {

  private static final String KNOWN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:-_+=/()<>%'\"!?#[]";

  @Test
  void drawsEveryCharacterInAShapeOfItsOwn() {
    Set<String> shapes = new HashSet<>();
    String unknown = shape('\u00e9');
    for (int i = 0; i < KNOWN.length(); i++) {
      char character = KNOWN.charAt(i);
      assertTrue(shapes.add(shape(character)), "two characters look like " + character);
      assertNotEquals(unknown, shape(character), "no strokes for " + character);
    }
  }

  @Test
  void measuresTextAsItIsDrawn() {
    for (String text : List.of("loss (nats)", "96.4 %", "W")) {
      double drawn = StrokeFont.strokes(text, 20).getBounds2D().getMaxX();
      assertEquals(drawn, StrokeFont.width(text, 20), 3, text);
    }
    assertEquals(0, StrokeFont.width("", 20));
  }

  @Test
  void putsTextWhereItIsAnchored() throws Exception {
    Canvas canvas = new Canvas(200, 60);
    canvas.text("HHH", 200, 30, 20, Canvas.Anchor.RIGHT, Canvas.INK);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(canvas.toPng()));
    assertFalse(hasInk(image, 0, 100), "the left half is empty");
    assertTrue(hasInk(image, 100, 200), "the right half is not");
  }

  @Test
  void drawsTheConfusionMatrixLargeEnoughToRead() throws Exception {
    byte[] png = ConfusionMatrixFigure.draw(Trained.ONCE.heldOut());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertTrue(image.getWidth() >= 600 && image.getHeight() >= 600, image.toString());
    assertTrue(colours(image) > 20, "a figure of " + colours(image) + " colours");
  }

  @Test
  void drawsTheLearningCurveOfAnyNumberOfEpochs() throws Exception {
    List<Epoch> epochs = Trained.ONCE.epochs();
    for (List<Epoch> some : List.of(epochs, epochs.subList(0, 1))) {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(LearningCurveFigure.draw(some)));
      assertTrue(image.getWidth() >= 600 && image.getHeight() >= 400, image.toString());
      assertTrue(colours(image) > 20, "a figure of " + colours(image) + " colours");
    }
    assertThrows(IllegalArgumentException.class, () -> LearningCurveFigure.draw(List.of()));
  }

  private static String shape(char character) {
    StringBuilder text = new StringBuilder();
    double[] point = new double[6];
    for (var i = StrokeFont.strokes(String.valueOf(character), 10).getPathIterator(null);
        !i.isDone();
        i.next()) {
      text.append(i.currentSegment(point)).append(Arrays.toString(point));
    }
    return text.toString();
  }

  private static boolean hasInk(BufferedImage image, int from, int to) {
    for (int x = from; x < to; x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        if ((image.getRGB(x, y) & 0xff) < 128) {
          return true;
        }
      }
    }
    return false;
  }

  private static int colours(BufferedImage image) {
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y));
      }
    }
    return colours.size();
  }
}
