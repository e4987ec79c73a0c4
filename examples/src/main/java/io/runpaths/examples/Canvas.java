package io.runpaths.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A white sheet to draw a figure on: lines, boxes and text, x to the right and y downwards, in
 * pixels. It needs neither a display nor fonts.
 */
final class Canvas {

  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color GREY = new Color(0x77, 0x77, 0x77);
  static final Color GRID = new Color(0xe2, 0xe2, 0xe2);
  static final Color BLUE = new Color(0x1f, 0x5f, 0xa8);
  static final Color ORANGE = new Color(0xd5, 0x6a, 0x12);

  /** Which point of a text is put where the caller says. */
  enum Anchor {
    LEFT(0),
    MIDDLE(0.5),
    RIGHT(1);

    private final double share;

    Anchor(double share) {
      this.share = share;
    }
  }

  private final BufferedImage image;
  private final Graphics2D pen;

  Canvas(int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, width, height);
  }

  void line(double x1, double y1, double x2, double y2, Color color, double width) {
    draw(new Line2D.Double(x1, y1, x2, y2), color, width);
  }

  void box(double x, double y, double width, double height, Color color) {
    pen.setColor(color);
    pen.fill(new Rectangle2D.Double(x, y, width, height));
  }

  void frame(double x, double y, double width, double height, Color color, double pen) {
    draw(new Rectangle2D.Double(x, y, width, height), color, pen);
  }

  void dot(double x, double y, double radius, Color color) {
    pen.setColor(color);
    pen.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  void ring(double x, double y, double radius, Color color) {
    draw(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius), color, 1.5);
  }

  /** A line through points; the two arrays are of one length. */
  void curve(double[] xs, double[] ys, Color color, double width) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < xs.length; i++) {
      if (i == 0) {
        path.moveTo(xs[i], ys[i]);
      } else {
        path.lineTo(xs[i], ys[i]);
      }
    }
    draw(path, color, width);
  }

  /** A line of text whose capitals are {@code size} high and centred upon {@code y}. */
  void text(String text, double x, double y, double size, Anchor anchor, Color color) {
    write(text, size, anchor, color, AffineTransform.getTranslateInstance(x, y));
  }

  /** The same, read from bottom to top. */
  void upwards(String text, double x, double y, double size, Anchor anchor, Color color) {
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.rotate(-Math.PI / 2);
    write(text, size, anchor, color, place);
  }

  /** The sheet as a PNG file; nothing can be drawn afterwards. */
  byte[] toPng() throws IOException {
    pen.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException("This Java has no writer for PNG; use one with java.desktop whole");
      }
    }
    return bytes.toByteArray();
  }

  private void write(String text, double size, Anchor anchor, Color color, AffineTransform place) {
    place.translate(-anchor.share * StrokeFont.width(text, size), -size / 2);
    draw(place.createTransformedShape(StrokeFont.strokes(text, size)), color, 0.5 + size / 11);
  }

  private void draw(Shape shape, Color color, double width) {
    pen.setColor(color);
    pen.setStroke(new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    pen.draw(shape);
  }
}
