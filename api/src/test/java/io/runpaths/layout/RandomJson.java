package io.runpaths.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON of the same meaning in ways that nobody would choose, on one line. */
final class RandomJson {

  private final Random random;

  RandomJson(long seed) {
    random = new Random(seed);
  }

  String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private void append(StringBuilder out, @Nullable Object value) {
    space(out);
    if (value instanceof Map<?, ?> map) {
      List<Object> keys = new ArrayList<>(map.keySet());
      Collections.shuffle(keys, random);
      out.append('{');
      for (int i = 0; i < keys.size(); i++) {
        space(out.append(i > 0 ? "," : ""));
        appendString(out, (String) keys.get(i));
        space(out);
        append(out.append(':'), map.get(keys.get(i)));
      }
      space(out);
      out.append('}');
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        append(out.append(i > 0 ? "," : ""), list.get(i));
      }
      space(out);
      out.append(']');
    } else if (value instanceof String text) {
      appendString(out, text);
    } else if (value instanceof Double number) {
      appendNumber(out, number);
    } else {
      out.append(value);
    }
    space(out);
  }

  private void appendNumber(StringBuilder out, double number) {
    String text = Double.toString(number);
    if (Double.isFinite(number) && random.nextBoolean()) {
      text =
          text.contains("E") ? text.replace("E", random.nextBoolean() ? "e" : "E0") : text + "e0";
      text = text.replace("E0-", "E-0").replace("e-", random.nextBoolean() ? "e-0" : "E-");
    }
    out.append(text);
  }

  private void appendString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair = Character.isSurrogate(c);
      if (c == '/' && random.nextBoolean()) {
        out.append("\\/");
      } else if (c < ' ' || c == '"' || c == '\\' || (!pair && random.nextInt(4) == 0)) {
        out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private void space(StringBuilder out) {
    if (random.nextInt(5) == 0) {
      out.append(random.nextBoolean() ? " " : "\t");
    }
  }
}
