package io.runpaths.examples;

import io.runpaths.examples.Canvas.Anchor;
import java.awt.Color;
import java.io.IOException;
import java.util.Locale;

/** A table in colours of which digit was read as which: {@code figures/confusion_matrix.png}. */
final class ConfusionMatrixFigure {

  private static final int CELL = 56;
  private static final int LEFT = 96;
  private static final int TOP = 92;
  private static final int SIDE = Digits.CLASSES * CELL;

  private ConfusionMatrixFigure() {}

  /** Draws the figure as a PNG of about 700 × 750 pixels. */
  static byte[] draw(Evaluation heldOut) throws IOException {
    Canvas canvas = new Canvas(LEFT + SIDE + 36, TOP + SIDE + 92);
    double middle = LEFT + SIDE / 2.0;
    canvas.text("Which digit was read as which", middle, 30, 16, Anchor.MIDDLE, Canvas.INK);
    canvas.text(
        String.format(
            Locale.ROOT,
            "held-out images: %d of %d read right (%.1f %%)",
            heldOut.right(),
            heldOut.images(),
            100 * heldOut.accuracy()),
        middle,
        62,
        11,
        Anchor.MIDDLE,
        Canvas.GREY);
    for (int truth = 0; truth < Digits.CLASSES; truth++) {
      int images = 0;
      for (int read = 0; read < Digits.CLASSES; read++) {
        images += heldOut.count(truth, read);
      }
      for (int read = 0; read < Digits.CLASSES; read++) {
        cell(canvas, truth, read, heldOut.count(truth, read), images);
      }
      double centre = (truth + 0.5) * CELL;
      String digit = Integer.toString(truth);
      canvas.text(digit, LEFT - 20, TOP + centre, 13, Anchor.MIDDLE, Canvas.INK);
      canvas.text(digit, LEFT + centre, TOP + SIDE + 22, 13, Anchor.MIDDLE, Canvas.INK);
    }
    canvas.frame(LEFT, TOP, SIDE, SIDE, Canvas.INK, 1.2);
    canvas.text("digit read", middle, TOP + SIDE + 58, 13, Anchor.MIDDLE, Canvas.INK);
    canvas.upwards("digit written", 32, TOP + SIDE / 2.0, 13, Anchor.MIDDLE, Canvas.INK);
    return canvas.toPng();
  }

  private static void cell(Canvas canvas, int truth, int read, int count, int images) {
    double x = LEFT + read * CELL;
    double y = TOP + truth * CELL;
    boolean right = truth == read;
    if (count > 0) {
      double share = (double) count / images;
      // A single mistake must be seen: mistakes start at a visible tint and deepen fast.
      double depth = right ? 0.15 + 0.85 * share : Math.min(1, 0.25 + 4 * share);
      canvas.box(x, y, CELL, CELL, tint(right ? Canvas.BLUE : Canvas.ORANGE, depth));
      Color ink = depth > 0.6 ? Color.WHITE : Canvas.INK;
      canvas.text(Integer.toString(count), x + CELL / 2.0, y + CELL / 2.0, 14, Anchor.MIDDLE, ink);
    }
    canvas.frame(x, y, CELL, CELL, Canvas.GRID, 0.8);
  }

  private static Color tint(Color full, double depth) {
    return new Color(
        blend(full.getRed(), depth), blend(full.getGreen(), depth), blend(full.getBlue(), depth));
  }

  private static int blend(int full, double depth) {
    return (int) Math.round(255 + (full - 255) * depth);
  }
}
