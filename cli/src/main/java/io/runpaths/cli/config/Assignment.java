package io.runpaths.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code KEY=VALUE} of the command line, laid over a configuration.
 *
 * <p>A dot in the key goes one level down: {@code optimizer.lr=0.1} sets {@code lr} in the object
 * {@code optimizer}, which is made if it is absent; {@code \.} is a dot in a name. The value is a
 * scalar of YAML's core schema ({@code 1} an integer, {@code 1.0} and {@code 1e5} floating point,
 * {@code true}, {@code null}, also {@code NaN}, {@code Infinity} and {@code -Infinity} as in JSON),
 * a list, an object or a quoted text where it begins with {@code [}, <code>{</code>, {@code "} or
 * {@code '}, and otherwise a text as it stands. Nothing behind {@code =} is the empty text.
 */
public final class Assignment {
  private final String text;
  private final List<String> path;
  private final @Nullable Object value;

  private Assignment(String text, List<String> path, @Nullable Object value) {
    this.text = text;
    this.path = path;
    this.value = value;
  }

  /**
   * Reads an assignment.
   *
   * @param text {@code KEY=VALUE}
   * @return the assignment
   * @throws ConfigException if it is none; the message names it
   */
  public static Assignment parse(String text) throws ConfigException {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new ConfigException(
          "The assignment "
              + Sentence.quoted(text)
              + " is not of the form KEY=VALUE, as in lr=0.1.");
    }
    try {
      return new Assignment(
          text, path(text.substring(0, equals)), value(text.substring(equals + 1)));
    } catch (ConfigException e) {
      throw new ConfigException(
          "The assignment " + Sentence.quoted(text) + " is no good: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Sets the value.
   *
   * @param config the tree to change
   * @throws ConfigException if the key leads through something that is no object
   */
  public void applyTo(Map<String, @Nullable Object> config) throws ConfigException {
    Map<String, @Nullable Object> map = config;
    for (String step : path.subList(0, path.size() - 1)) {
      Object next = map.get(step);
      if (next == null) {
        next = new LinkedHashMap<String, @Nullable Object>();
      } else if (next instanceof Map<?, ?> shared) {
        // An alias may stand for the same map elsewhere, which is not to change.
        next = new LinkedHashMap<>(shared);
      } else {
        throw new ConfigException(
            "The assignment "
                + Sentence.quoted(text)
                + " goes through "
                + Sentence.quoted(step)
                + ", which is "
                + ConfigReader.kind(next)
                + " and no object; write \\. for a dot that is part of a name.");
      }
      map.put(step, next);
      map = ConfigReader.object(next);
    }
    map.put(path.get(path.size() - 1), value);
  }

  private static List<String> path(String key) throws ConfigException {
    List<String> steps = new ArrayList<>();
    StringBuilder step = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '\\' && i + 1 < key.length() && key.charAt(i + 1) == '.') {
        step.append('.');
        i++;
      } else if (c == '.') {
        steps.add(step.toString());
        step.setLength(0);
      } else {
        step.append(c);
      }
    }
    steps.add(step.toString());
    if (steps.contains("")) {
      throw new ConfigException("its key has an empty name between dots");
    }
    if (steps.size() > Limits.DEPTH) {
      throw new ConfigException("its key nests deeper than " + Limits.DEPTH + " levels");
    }
    return steps;
  }

  private static @Nullable Object value(String text) throws ConfigException {
    if (text.isEmpty()) {
      return text;
    }
    return switch (text.charAt(0)) {
      case '[', '{', '"', '\'' -> YamlReader.read(text);
      default -> scalar(text);
    };
  }

  /**
   * The scalar that a text stands for.
   *
   * @param text any text
   * @return null, Boolean, Long, BigInteger, Double, or the text itself
   * @throws ConfigException if it is a number of far too many digits
   */
  public static @Nullable Object scalar(String text) throws ConfigException {
    return switch (text) {
      case "NaN", "Infinity", "-Infinity" -> Double.valueOf(text);
      default -> CoreSchema.resolve(text);
    };
  }
}
