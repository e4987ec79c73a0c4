package io.runpaths.layout;

/**
 * Floating-point numbers as CPython's {@code repr} writes them, and as its {@code json} module does
 * for those that are not finite.
 *
 * <p>The digits are the shortest that read back as the same double. The exponent form is used below
 * {@code 1e-4} and from {@code 1e16}, with a sign and at least two digits ({@code 1e-05}, {@code
 * 1e+16}); all else is positional with at least one digit after the point ({@code 1.0}). See {@code
 * float_repr_style} and {@code PyOS_double_to_string(x, 'r', ...)} in the Python documentation.
 */
final class PythonFloat {

  private PythonFloat() {}

  /**
   * The text of a double: {@code 0.1}, {@code -0.0}, {@code 1e+16}, {@code NaN}, {@code Infinity}.
   */
  static String repr(double value) {
    StringBuilder out = new StringBuilder(24);
    append(out, value);
    return out.toString();
  }

  /** Appends what {@link #repr} gives. */
  static void append(StringBuilder out, double value) {
    if (Double.isNaN(value)) {
      out.append("NaN");
      return;
    }
    if (Double.doubleToRawLongBits(value) < 0) {
      out.append('-');
    }
    double magnitude = Math.abs(value);
    if (magnitude == Double.POSITIVE_INFINITY) {
      out.append("Infinity");
    } else if (magnitude == 0) {
      out.append("0.0");
    } else {
      append(out, ShortestDecimal.of(magnitude));
    }
  }

  /**
   * The double that a float stands for when a person reads it: the nearest to the float's own
   * shortest decimal, so that {@code 0.1f} is {@code 0.1} and not {@code 0.10000000149011612}.
   */
  static double widen(float value) {
    if (!Float.isFinite(value) || value == 0) {
      return value;
    }
    ShortestDecimal decimal = ShortestDecimal.of(Math.abs(value));
    StringBuilder text = new StringBuilder(24);
    text.append(decimal.digits()).append('e').append(decimal.exponent());
    double magnitude = Double.parseDouble(text.toString());
    return value < 0 ? -magnitude : magnitude;
  }

  private static void append(StringBuilder out, ShortestDecimal decimal) {
    int start = out.length();
    out.append(decimal.digits());
    int count = out.length() - start;
    // The value is 0.DIGITS * 10^point.
    int point = count + decimal.exponent();
    if (point <= -4 || point > 16) {
      if (count > 1) {
        out.insert(start + 1, '.');
      }
      appendExponent(out, point - 1);
    } else if (point <= 0) {
      out.insert(start, "0.0000", 0, 2 - point);
    } else if (point < count) {
      out.insert(start + point, '.');
    } else {
      for (int i = count; i < point; i++) {
        out.append('0');
      }
      out.append(".0");
    }
  }

  private static void appendExponent(StringBuilder out, int exponent) {
    out.append('e').append(exponent < 0 ? '-' : '+');
    int magnitude = Math.abs(exponent);
    if (magnitude < 10) {
      out.append('0');
    }
    out.append(magnitude);
  }
}
