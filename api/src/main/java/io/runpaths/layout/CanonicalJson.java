package io.runpaths.layout;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a configuration exactly as CPython's {@code json.dumps(value, sort_keys=True)} does, for
 * two systems can only agree on a digest when they agree on every character.
 *
 * <p>Separators are {@code ", "} and {@code ": "}; all but printable ASCII is escaped, astral
 * characters as two surrogate escapes; keys are sorted by code point, not by UTF-16 unit; numbers
 * follow {@link PythonFloat} or, for integers, plain decimal digits of any length.
 *
 * <p>It takes the values of a {@link ConfigTree} and nothing else: {@code null}, String, Boolean,
 * Long, BigInteger, Double, List, Map.
 */
final class CanonicalJson {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private static final Comparator<String> BY_CODE_POINT = new CodePointOrder();

  private CanonicalJson() {}

  /** The canonical text of a value. */
  static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder(256);
    append(out, value);
    return out.toString();
  }

  /** Appends the canonical text of a value. */
  static void append(StringBuilder out, @Nullable Object value) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String text) {
      appendString(out, text);
    } else if (value instanceof Double number) {
      PythonFloat.append(out, number);
    } else if (value instanceof Map<?, ?> map) {
      appendMap(out, map);
    } else if (value instanceof List<?> list) {
      appendList(out, list);
    } else if (value instanceof Long || value instanceof Boolean || value instanceof BigInteger) {
      out.append(value);
    } else {
      throw new IllegalStateException("not a value of a configuration: " + value.getClass());
    }
  }

  private static void appendMap(StringBuilder out, Map<?, ?> map) {
    String[] keys = sortedKeys(map);
    out.append('{');
    for (int i = 0; i < keys.length; i++) {
      if (i > 0) {
        out.append(", ");
      }
      appendString(out, keys[i]);
      out.append(": ");
      append(out, map.get(keys[i]));
    }
    out.append('}');
  }

  private static void appendList(StringBuilder out, List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      append(out, list.get(i));
    }
    out.append(']');
  }

  /** The keys of a map in code point order, the order of Python's strings. */
  static String[] sortedKeys(Map<?, ?> map) {
    String[] keys = map.keySet().toArray(new String[0]);
    Arrays.sort(keys, BY_CODE_POINT);
    return keys;
  }

  /** Appends a string with its quotes and escapes. */
  static void appendString(StringBuilder out, String text) {
    out.append('"');
    int length = text.length();
    int plainFrom = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        continue;
      }
      out.append(text, plainFrom, i);
      plainFrom = i + 1;
      appendEscape(out, c);
    }
    out.append(text, plainFrom, length).append('"');
  }

  /** How many characters {@link #appendString} would append. */
  static long lengthOf(String text) {
    long length = text.length() + 2L;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isPlain(c)) {
        length += shortEscape(c) != 0 ? 1 : 5;
      }
    }
    return length;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  }

  private static void appendEscape(StringBuilder out, char c) {
    char letter = shortEscape(c);
    out.append('\\');
    if (letter != 0) {
      out.append(letter);
    } else {
      out.append('u')
          .append(HEX[c >> 12])
          .append(HEX[(c >> 8) & 15])
          .append(HEX[(c >> 4) & 15])
          .append(HEX[c & 15]);
    }
  }

  /** The letter after the backslash of a two-character escape, or 0 where there is none. */
  private static char shortEscape(char c) {
    return switch (c) {
      case '"', '\\' -> c;
      case '\n' -> 'n';
      case '\r' -> 'r';
      case '\t' -> 't';
      case '\b' -> 'b';
      case '\f' -> 'f';
      default -> 0;
    };
  }

  /**
   * Orders well-formed strings by code point. UTF-16 units do so too, except that surrogates, which
   * stand for the largest code points, lie below U+E000 to U+FFFF.
   */
  private static final class CodePointOrder implements Comparator<String> {
    @Override
    public int compare(String a, String b) {
      int common = Math.min(a.length(), b.length());
      for (int i = 0; i < common; i++) {
        char x = a.charAt(i);
        char y = b.charAt(i);
        if (x != y) {
          boolean xAstral = Character.isSurrogate(x);
          return xAstral == Character.isSurrogate(y) ? x - y : xAstral ? 1 : -1;
        }
      }
      return a.length() - b.length();
    }
  }
}
