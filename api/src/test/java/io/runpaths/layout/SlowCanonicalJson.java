package io.runpaths.layout;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The canonical text as its definition says it, by exact decimals and lists of code points. */
final class SlowCanonicalJson {

  private SlowCanonicalJson() {}

  static String write(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      List<String> keys = new ArrayList<>();
      map.keySet().forEach(key -> keys.add((String) key));
      keys.sort((a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()));
      return keys.stream()
          .map(key -> string(key) + ": " + write(map.get(key)))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream()
          .map(SlowCanonicalJson::write)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof String text) {
      return string(text);
    }
    return value instanceof Double number ? repr(number) : String.valueOf(value);
  }

  private static String string(String text) {
    return text.chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '"' -> "\\\"";
                  case '\\' -> "\\\\";
                  case '\n' -> "\\n";
                  case '\r' -> "\\r";
                  case '\t' -> "\\t";
                  case '\f' -> "\\f";
                  case '\b' -> "\\b";
                  default ->
                      c >= 32 && c < 127 ? String.valueOf((char) c) : String.format("\\u%04x", c);
                })
        .collect(Collectors.joining("", "\"", "\""));
  }

  static String repr(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return String.valueOf(number);
    }
    String sign = Double.compare(number, 0.0) < 0 ? "-" : "";
    if (number == 0) {
      return sign + "0.0";
    }
    BigDecimal shortest = shortest(Math.abs(number), false).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return sign + digits.charAt(0) + fraction + String.format("e%+03d", exponent);
    }
    String plain = shortest.toPlainString();
    return sign + (plain.contains(".") ? plain : plain + ".0");
  }

  /** Tries every number of digits until one of the two decimals of that length reads back. */
  static BigDecimal shortest(double number, boolean asFloat) {
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 1; ; digits++) {
      BigDecimal below = exact.round(new MathContext(digits, RoundingMode.FLOOR));
      BigDecimal above = exact.round(new MathContext(digits, RoundingMode.CEILING));
      BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (readsBack(nearest, number, asFloat)) {
        return nearest;
      }
      // The nearest can lie outside when the interval reaches less far to its side.
      if (readsBack(below, number, asFloat)) {
        return below;
      }
      if (readsBack(above, number, asFloat)) {
        return above;
      }
    }
  }

  private static boolean readsBack(BigDecimal decimal, double number, boolean asFloat) {
    String text = decimal.toString();
    return asFloat ? Float.parseFloat(text) == number : Double.parseDouble(text) == number;
  }
}
