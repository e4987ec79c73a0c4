package io.runpaths.examples;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * Letters as pen strokes, so that figures have text on a machine without fonts: a JDK alone cannot
 * draw a string where FreeType or fontconfig are missing, but it always draws lines and curves.
 *
 * <p>Glyphs stand on a grid whose capitals reach from 0 (top) to 10 (baseline); small letters begin
 * at 3.4 and descend to 13.2. The strokes are written as in SVG paths: {@code M x y}, {@code L x
 * y}, {@code Q cx cy x y}, {@code Z}. Printable ASCII that figures use is here; any other character
 * is drawn as an empty box.
 */
final class StrokeFont {

  /** Height of capitals on the grid. */
  private static final double CAPITAL = 10;

  private static final double GAP = 2.3;
  private static final Map<Character, Glyph> GLYPHS = new HashMap<>();
  private static final Glyph UNKNOWN = glyph(5, "M0 0 L5 0 L5 10 L0 10 Z");

  /** The strokes of a character, and how wide it is, on the grid. */
  private record Glyph(double width, Path2D strokes) {}

  private StrokeFont() {}

  /** How wide a text is whose capitals are {@code size} pixels high. */
  static double width(String text, double size) {
    double width = -GAP;
    for (int i = 0; i < text.length(); i++) {
      width += glyph(text.charAt(i)).width() + GAP;
    }
    return Math.max(0, width) * size / CAPITAL;
  }

  /** The strokes of a text whose first capital's top left corner is at the origin. */
  static Path2D strokes(String text, double size) {
    Path2D strokes = new Path2D.Double();
    double x = 0;
    for (int i = 0; i < text.length(); i++) {
      Glyph glyph = glyph(text.charAt(i));
      strokes.append(
          glyph.strokes().getPathIterator(AffineTransform.getTranslateInstance(x, 0)), false);
      x += glyph.width() + GAP;
    }
    strokes.transform(AffineTransform.getScaleInstance(size / CAPITAL, size / CAPITAL));
    return strokes;
  }

  private static Glyph glyph(char character) {
    return GLYPHS.getOrDefault(character, UNKNOWN);
  }

  private static Glyph glyph(double width, String path) {
    Path2D strokes = new Path2D.Double();
    StringTokenizer words = new StringTokenizer(path, "MLQZ ", true);
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      switch (word) {
        case "M" -> strokes.moveTo(number(words), number(words));
        case "L" -> strokes.lineTo(number(words), number(words));
        case "Q" -> strokes.quadTo(number(words), number(words), number(words), number(words));
        case "Z" -> strokes.closePath();
        default -> {
          if (!word.isBlank()) {
            throw new IllegalArgumentException("Glyph path '" + path + "' has a stray " + word);
          }
        }
      }
    }
    return new Glyph(width, strokes);
  }

  private static double number(StringTokenizer words) {
    String word = words.nextToken();
    return Double.parseDouble(word.isBlank() ? words.nextToken() : word);
  }

  private static void define(char character, double width, String path) {
    GLYPHS.put(character, glyph(width, path));
  }

  static {
    define(' ', 2.8, "");
    define('0', 6, "M3 0 Q6 0 6 5 Q6 10 3 10 Q0 10 0 5 Q0 0 3 0");
    define('1', 6, "M1 2.2 L3.4 0 L3.4 10 M1 10 L5.6 10");
    define('2', 6, "M0.3 2.6 Q0.3 0 3 0 Q5.8 0 5.8 2.7 Q5.8 4.4 4.2 6 L0.2 10 L6 10");
    define('3', 6, "M0.4 0 L5.6 0 L2.8 3.9 Q6 3.9 6 6.9 Q6 10 2.9 10 Q0.8 10 0 8.4");
    define('4', 6, "M4.6 10 L4.6 0 L0 7 L6 7");
    define('5', 6, "M5.4 0 L1 0 L0.6 4.6 Q1.6 3.7 3 3.7 Q6 3.7 6 6.8 Q6 10 2.9 10 Q0.9 10 0 8.5");
    define(
        '6',
        6,
        "M5.2 0.6 Q4.4 0 3.2 0 Q0 0 0 5.6 Q0 10 3 10 Q6 10 6 6.9 Q6 3.9 3.1 3.9 Q0.3 3.9 0 6.6");
    define('7', 6, "M0 0 L6 0 L2 10");
    define(
        '8',
        6,
        "M3 4.6 Q0.5 4.6 0.5 2.3 Q0.5 0 3 0 Q5.5 0 5.5 2.3 Q5.5 4.6 3 4.6"
            + " Q0 4.6 0 7.3 Q0 10 3 10 Q6 10 6 7.3 Q6 4.6 3 4.6");
    define(
        '9',
        6,
        "M0.8 9.4 Q1.6 10 2.8 10 Q6 10 6 4.4 Q6 0 3 0 Q0 0 0 3.1 Q0 6.1 2.9 6.1 Q5.7 6.1 6 3.4");

    define('A', 7, "M0 10 L3.5 0 L7 10 M1.2 6.6 L5.8 6.6");
    define(
        'B',
        6.4,
        "M3.2 4.6 Q5.8 4.6 5.8 2.3 Q5.8 0 3.2 0 L0 0 L0 10 L3.4 10 Q6.4 10 6.4 7.2"
            + " Q6.4 4.6 3.4 4.6 L0 4.6");
    define('C', 6.6, "M6.6 2.2 Q5.6 0 3.6 0 Q0 0 0 5 Q0 10 3.6 10 Q5.6 10 6.6 7.8");
    define('D', 6.8, "M0 0 L0 10 L2.8 10 Q6.8 10 6.8 5 Q6.8 0 2.8 0 Z");
    define('E', 5.6, "M5.6 0 L0 0 L0 10 L5.6 10 M0 4.7 L4.8 4.7");
    define('F', 5.4, "M5.4 0 L0 0 L0 10 M0 4.8 L4.6 4.8");
    define('G', 6.8, "M6.6 2.2 Q5.6 0 3.6 0 Q0 0 0 5 Q0 10 3.6 10 Q6.8 10 6.8 5.6 L3.9 5.6");
    define('H', 6.6, "M0 0 L0 10 M6.6 0 L6.6 10 M0 4.8 L6.6 4.8");
    define('I', 0.6, "M0.3 0 L0.3 10");
    define('J', 4, "M4 0 L4 7.2 Q4 10 2 10 Q0.2 10 0 8");
    define('K', 6.4, "M0 0 L0 10 M6 0 L0 6.2 M2.2 4.2 L6.4 10");
    define('L', 5.2, "M0 0 L0 10 L5.2 10");
    define('M', 8, "M0 10 L0 0 L4 7 L8 0 L8 10");
    define('N', 6.6, "M0 10 L0 0 L6.6 10 L6.6 0");
    define('O', 7.2, "M3.6 0 Q7.2 0 7.2 5 Q7.2 10 3.6 10 Q0 10 0 5 Q0 0 3.6 0");
    define('P', 6.2, "M0 10 L0 0 L3.4 0 Q6.2 0 6.2 2.8 Q6.2 5.6 3.4 5.6 L0 5.6");
    define('Q', 7.2, "M3.6 0 Q7.2 0 7.2 5 Q7.2 10 3.6 10 Q0 10 0 5 Q0 0 3.6 0 M4.4 7.2 L7.4 10.8");
    define('R', 6.4, "M0 10 L0 0 L3.4 0 Q6.2 0 6.2 2.8 Q6.2 5.6 3.4 5.6 L0 5.6 M3.2 5.6 L6.4 10");
    define(
        'S',
        6.1,
        "M5.8 1.8 Q5 0 3 0 Q0.3 0 0.3 2.5 Q0.3 4.4 3 4.9 Q6.1 5.4 6.1 7.5 Q6.1 10 3.1 10"
            + " Q0.8 10 0 8");
    define('T', 6.8, "M0 0 L6.8 0 M3.4 0 L3.4 10");
    define('U', 6.6, "M0 0 L0 6.4 Q0 10 3.3 10 Q6.6 10 6.6 6.4 L6.6 0");
    define('V', 6.8, "M0 0 L3.4 10 L6.8 0");
    define('W', 9.6, "M0 0 L2.4 10 L4.8 0.6 L7.2 10 L9.6 0");
    define('X', 6.6, "M0.2 0 L6.4 10 M6.4 0 L0 10");
    define('Y', 6.6, "M0 0 L3.3 4.9 L6.6 0 M3.3 4.9 L3.3 10");
    define('Z', 6.2, "M0.2 0 L6 0 L0 10 L6.2 10");

    String bowl = " M2.6 3.4 Q5.2 3.4 5.2 6.7 Q5.2 10 2.6 10 Q0 10 0 6.7 Q0 3.4 2.6 3.4";
    define('a', 5.2, "M5.2 3.4 L5.2 10" + bowl);
    define('b', 5.2, "M0 0 L0 10" + bowl);
    define('c', 4.8, "M4.8 4.8 Q4 3.4 2.6 3.4 Q0 3.4 0 6.7 Q0 10 2.6 10 Q4 10 4.8 8.6");
    define('d', 5.2, "M5.2 0 L5.2 10" + bowl);
    define('e', 5.2, "M0.1 6.5 L5.2 6.5 Q5.2 3.4 2.7 3.4 Q0 3.4 0 6.7 Q0 10 2.8 10 Q4.2 10 5 8.8");
    define('f', 3.4, "M3.6 0.2 Q1.6 -0.4 1.6 2 L1.6 10 M0 3.4 L3.3 3.4");
    define('g', 5.2, "M5.2 3.4 L5.2 10.6 Q5.2 13.2 2.6 13.2 Q1 13.2 0.3 12.2" + bowl);
    define('h', 5, "M0 0 L0 10 M0 6.2 Q0.2 3.4 2.7 3.4 Q5 3.4 5 6.2 L5 10");
    define('i', 0.6, "M0.3 3.4 L0.3 10 M0.3 0.8 L0.3 1");
    define('j', 1.8, "M1.4 3.4 L1.4 11 Q1.4 13.2 -0.4 13 M1.4 0.8 L1.4 1");
    define('k', 5, "M0 0 L0 10 M4.6 3.4 L0 7.4 M1.8 5.9 L5 10");
    define('l', 1.5, "M0.3 0 L0.3 8.4 Q0.3 10 1.7 10");
    define(
        'm',
        8.2,
        "M0 3.4 L0 10 M0 6 Q0.2 3.4 2.2 3.4 Q4.1 3.4 4.1 6 L4.1 10"
            + " M4.1 6 Q4.3 3.4 6.3 3.4 Q8.2 3.4 8.2 6 L8.2 10");
    define('n', 5, "M0 3.4 L0 10 M0 6.2 Q0.2 3.4 2.7 3.4 Q5 3.4 5 6.2 L5 10");
    define('o', 5.2, bowl);
    define('p', 5.2, "M0 3.4 L0 13.2" + bowl);
    define('q', 5.2, "M5.2 3.4 L5.2 13.2" + bowl);
    define('r', 3, "M0 3.4 L0 10 M0 6.4 Q0.3 3.4 3 3.5");
    define(
        's',
        4.6,
        "M4.3 4.6 Q3.7 3.4 2.3 3.4 Q0.3 3.4 0.3 5 Q0.3 6.3 2.4 6.6 Q4.6 6.9 4.6 8.3"
            + " Q4.6 10 2.4 10 Q0.7 10 0 8.7");
    define('t', 3.5, "M1.5 1 L1.5 7.8 Q1.5 10 3.5 9.8 M0 3.4 L3.4 3.4");
    define('u', 5, "M0 3.4 L0 7.2 Q0 10 2.4 10 Q4.8 10 5 7.2 M5 3.4 L5 10");
    define('v', 5, "M0 3.4 L2.5 10 L5 3.4");
    define('w', 7.6, "M0 3.4 L1.9 10 L3.8 3.8 L5.7 10 L7.6 3.4");
    define('x', 5, "M0.1 3.4 L4.9 10 M4.9 3.4 L0 10");
    define('y', 5, "M0 3.4 L2.6 10 M5 3.4 L2.2 11.4 Q1.6 13.2 0 13");
    define('z', 4.8, "M0.2 3.4 L4.6 3.4 L0 10 L4.8 10");

    define('.', 0.6, "M0.3 9.8 L0.3 10");
    define(',', 1, "M0.7 9.7 L0.2 11.8");
    define(':', 0.6, "M0.3 4.6 L0.3 4.8 M0.3 9.8 L0.3 10");
    define('-', 3.6, "M0.2 6.4 L3.4 6.4");
    define('_', 5.4, "M0 11.6 L5.4 11.6");
    define('+', 5.6, "M0 6 L5.6 6 M2.8 3.2 L2.8 8.8");
    define('=', 5.6, "M0 4.8 L5.6 4.8 M0 7.4 L5.6 7.4");
    define('/', 4, "M0 11 L4 -0.6");
    define('(', 2.4, "M2.4 -0.8 Q-1.2 5.6 2.4 12");
    define(')', 2.4, "M0 -0.8 Q3.6 5.6 0 12");
    define('<', 5, "M5 3.2 L0 6.2 L5 9.2");
    define('>', 5, "M0 3.2 L5 6.2 L0 9.2");
    define(
        '%',
        8,
        "M7 0 L1 10 M1.8 0 Q3.6 0 3.6 2.2 Q3.6 4.4 1.8 4.4 Q0 4.4 0 2.2 Q0 0 1.8 0"
            + " M6.2 5.6 Q8 5.6 8 7.8 Q8 10 6.2 10 Q4.4 10 4.4 7.8 Q4.4 5.6 6.2 5.6");
    define('\'', 0.6, "M0.3 0 L0.3 2.6");
    define('"', 2.4, "M0.3 0 L0.3 2.6 M2.1 0 L2.1 2.6");
    define('!', 0.6, "M0.3 0 L0.3 7 M0.3 9.8 L0.3 10");
    define('?', 5, "M0 2.2 Q0.4 0 2.6 0 Q5 0 5 2.4 Q5 4.2 2.6 5.4 L2.6 7 M2.6 9.8 L2.6 10");
    define('#', 6.4, "M2.2 0.4 L1 9.8 M5.4 0.4 L4.2 9.8 M0.4 3.4 L6.4 3.4 M0 6.8 L6 6.8");
    define('[', 2, "M2 -0.6 L0 -0.6 L0 11.6 L2 11.6");
    define(']', 2, "M0 -0.6 L2 -0.6 L2 11.6 L0 11.6");
  }
}
