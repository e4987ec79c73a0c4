package io.runpaths.cli.config;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The core schema of YAML 1.2: which plain scalar is a number, a truth value or null, and which is
 * text. See <a href="https://yaml.org/spec/1.2.2/#103-core-schema">YAML 1.2.2, section 10.3</a>.
 */
final class CoreSchema {
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private CoreSchema() {}

  /** The value of a plain scalar: null, Boolean, Long, BigInteger, Double, or the text itself. */
  static @Nullable Object resolve(String text) throws ConfigException {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> null;
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      case ".nan", ".NaN", ".NAN" -> Double.NaN;
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> Double.POSITIVE_INFINITY;
      case "-.inf", "-.Inf", "-.INF" -> Double.NEGATIVE_INFINITY;
      default -> {
        Object number = number(text);
        yield number == null ? text : number;
      }
    };
  }

  /** The number that a text is, or null if it is none. */
  static @Nullable Object number(String text) throws ConfigException {
    char first = text.isEmpty() ? 'x' : text.charAt(0);
    if ((first < '0' || first > '9') && first != '-' && first != '+' && first != '.') {
      return null;
    }
    if (text.startsWith("0x") && isDigits(text, 2, 16)) {
      return integer(text.substring(2), 16);
    }
    if (text.startsWith("0o") && isDigits(text, 2, 8)) {
      return integer(text.substring(2), 8);
    }
    if (isDigits(text, first == '-' || first == '+' ? 1 : 0, 10)) {
      return integer(text, 10);
    }
    if (FLOAT.matcher(text).matches()) {
      checkLength(text);
      return Double.valueOf(text);
    }
    return null;
  }

  /** A whole number of any size. */
  static Object integer(String digits, int radix) throws ConfigException {
    if (digits.length() <= 15) {
      return Long.valueOf(digits, radix);
    }
    checkLength(digits);
    BigInteger value = new BigInteger(digits, radix);
    return value.bitLength() < Long.SIZE ? (Object) value.longValueExact() : value;
  }

  private static void checkLength(String digits) throws ConfigException {
    if (digits.length() > Limits.DIGITS) {
      throw new ConfigException(
          "it has a number of "
              + digits.length()
              + " characters; at most "
              + Limits.DIGITS
              + " are allowed");
    }
  }

  private static boolean isDigits(String text, int start, int radix) {
    if (start >= text.length()) {
      return false;
    }
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 'f' || Character.digit(c, radix) < 0) {
        return false;
      }
    }
    return true;
  }
}
