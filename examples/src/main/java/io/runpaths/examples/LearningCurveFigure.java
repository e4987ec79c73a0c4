package io.runpaths.examples;

import io.runpaths.examples.Canvas.Anchor;
import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Accuracy and loss from epoch to epoch: {@code figures/learning_curve.png}. */
final class LearningCurveFigure {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 760;
  private static final int LEFT = 96;
  private static final int RIGHT = WIDTH - 36;
  private static final int PANEL = 250;

  private final Canvas canvas = new Canvas(WIDTH, HEIGHT);
  private final List<Epoch> epochs;

  private LearningCurveFigure(List<Epoch> epochs) {
    this.epochs = epochs;
  }

  /** Draws the figure as a PNG of 900 × 760 pixels; there must be at least one epoch. */
  static byte[] draw(List<Epoch> epochs) throws IOException {
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("There are no epochs to draw");
    }
    return new LearningCurveFigure(epochs).draw();
  }

  private byte[] draw() throws IOException {
    canvas.text("Learning curve", WIDTH / 2.0, 30, 16, Anchor.MIDDLE, Canvas.INK);
    legend(150, "training", Canvas.BLUE);
    legend(330, "validation", Canvas.ORANGE);
    canvas.ring(548, 70, 7, Canvas.INK);
    canvas.text("new best, kept as checkpoint", 566, 70, 11, Anchor.LEFT, Canvas.INK);
    Scale accuracies = scale(e -> 100 * e.trainingAccuracy(), e -> 100 * e.validationAccuracy());
    panel(110, "accuracy (%)", accuracies);
    series(110, accuracies, e -> 100 * e.trainingAccuracy(), Canvas.BLUE);
    series(110, accuracies, e -> 100 * e.validationAccuracy(), Canvas.ORANGE);
    for (int i = 0; i < epochs.size(); i++) {
      if (epochs.get(i).best()) {
        double y = accuracies.y(110, 100 * epochs.get(i).validationAccuracy());
        canvas.ring(x(i), y, 7, Canvas.INK);
      }
    }
    Scale losses = scale(Epoch::trainingLoss, Epoch::validationLoss);
    panel(420, "loss (nats)", losses);
    series(420, losses, Epoch::trainingLoss, Canvas.BLUE);
    series(420, losses, Epoch::validationLoss, Canvas.ORANGE);
    canvas.text("epoch", (LEFT + RIGHT) / 2.0, HEIGHT - 28, 13, Anchor.MIDDLE, Canvas.INK);
    return canvas.toPng();
  }

  private void legend(double x, String name, Color color) {
    canvas.line(x, 70, x + 34, 70, color, 2.5);
    canvas.dot(x + 17, 70, 4, color);
    canvas.text(name, x + 44, 70, 11, Anchor.LEFT, Canvas.INK);
  }

  private void panel(double top, String name, Scale scale) {
    for (double value = scale.low();
        value < scale.high() + scale.step() / 2;
        value += scale.step()) {
      double y = scale.y(top, value);
      canvas.line(LEFT, y, RIGHT, y, Canvas.GRID, 1);
      String label = String.format(Locale.ROOT, scale.format(), value);
      canvas.text(label, LEFT - 12, y, 10, Anchor.RIGHT, Canvas.INK);
    }
    int every = Math.max(1, (epochs.size() + 14) / 15);
    for (int i = 0; i < epochs.size(); i++) {
      double x = x(i);
      if (i % every == 0) {
        canvas.line(x, top + PANEL, x, top + PANEL + 6, Canvas.INK, 1);
        String number = Integer.toString(epochs.get(i).number());
        canvas.text(number, x, top + PANEL + 20, 10, Anchor.MIDDLE, Canvas.INK);
      }
    }
    canvas.frame(LEFT, top, RIGHT - LEFT, PANEL, Canvas.INK, 1.2);
    canvas.upwards(name, 26, top + PANEL / 2.0, 12, Anchor.MIDDLE, Canvas.INK);
  }

  private void series(double top, Scale scale, ToDoubleFunction<Epoch> of, Color color) {
    double[] xs = new double[epochs.size()];
    double[] ys = new double[epochs.size()];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = x(i);
      ys[i] = scale.y(top, of.applyAsDouble(epochs.get(i)));
    }
    canvas.curve(xs, ys, color, 2.2);
    for (int i = 0; i < xs.length; i++) {
      canvas.dot(xs[i], ys[i], 3.2, color);
    }
  }

  private double x(int index) {
    double inset = 24;
    double span = RIGHT - LEFT - 2 * inset;
    return epochs.size() == 1
        ? LEFT + inset + span / 2
        : LEFT + inset + span * index / (epochs.size() - 1);
  }

  private Scale scale(ToDoubleFunction<Epoch> one, ToDoubleFunction<Epoch> other) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Epoch epoch : epochs) {
      double a = one.applyAsDouble(epoch);
      double b = other.applyAsDouble(epoch);
      low = Math.min(low, Math.min(a, b));
      high = Math.max(high, Math.max(a, b));
    }
    return Scale.around(low, high);
  }

  /** A range of round numbers with a tick at each {@code step}. */
  private record Scale(double low, double high, double step) {

    static Scale around(double low, double high) {
      double span = Math.max(high - low, 1e-3);
      double power = Math.pow(10, Math.floor(Math.log10(span / 4)));
      double ratio = span / 4 / power;
      double step = power * (ratio > 5 ? 10 : ratio > 2 ? 5 : ratio > 1 ? 2 : 1);
      return new Scale(Math.floor(low / step) * step, Math.ceil(high / step) * step, step);
    }

    /** As many decimals as a step has. */
    String format() {
      int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
      return "%." + decimals + "f";
    }

    double y(double top, double value) {
      return top + PANEL * (1 - (value - low) / (high - low));
    }
  }
}
