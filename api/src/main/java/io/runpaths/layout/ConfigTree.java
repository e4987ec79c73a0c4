package io.runpaths.layout;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies what a caller gives as a configuration into the few kinds of value that a configuration
 * holds, and refuses the rest with the path of the culprit.
 *
 * <p>Afterwards there are only {@code null}, String, Boolean, Long, BigInteger (beyond the range of
 * a long), Double, and unmodifiable Lists and Maps of these, at most {@link #MAX_DEPTH} deep.
 *
 * <p>Used by one thread, for one configuration.
 */
final class ConfigTree {

  /** The most maps and lists that may lie in one another, the outermost included. */
  static final int MAX_DEPTH = 1000;

  private final CanonicalBudget budget = new CanonicalBudget();

  private @Nullable ConfigPath path;

  private ConfigTree() {}

  /**
   * A deep, unmodifiable copy of the caller's values, in the caller's order.
   *
   * @throws IllegalArgumentException if anything in it cannot be part of a configuration
   */
  static Map<String, @Nullable Object> copyOf(Map<?, ?> values) {
    return new ConfigTree().copyMap(values);
  }

  /** Recursion takes two small frames a level, so that a thread of modest stack can do it. */
  private @Nullable Object copy(@Nullable Object value) {
    Object copy;
    if (value instanceof Map<?, ?> map) {
      copy = copyMap(map);
    } else if (value instanceof List<?> list) {
      copy = copyList(list);
    } else if (value != null && isArray(value)) {
      copy = copyArray(value);
    } else {
      copy = copyScalar(value);
    }
    if (budget.isExceeded()) {
      throw new IllegalArgumentException("config " + CanonicalBudget.complaint());
    }
    return copy;
  }

  /** Not for {@code char[]}, which is text, and often a password. */
  private static boolean isArray(Object value) {
    return value.getClass().isArray() && !(value instanceof char[]);
  }

  private @Nullable Object copyScalar(@Nullable Object value) {
    if (value == null) {
      budget.addWord(false);
      return null;
    }
    if (value instanceof String text) {
      if (!isWellFormed(text)) {
        throw refused(
            "holds a lone surrogate, which is half a character: give well-formed Unicode");
      }
      budget.addString(text);
      return text;
    }
    if (value instanceof Boolean truth) {
      budget.addWord(!truth);
      return truth;
    }
    if (value instanceof Number number) {
      return copyNumber(number);
    }
    throw refused("is a " + value.getClass().getTypeName() + ": " + instead(value));
  }

  private Object copyNumber(Number value) {
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      long number = value.longValue();
      budget.addLong(number);
      return number;
    }
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      double number =
          value instanceof Float single ? PythonFloat.widen(single) : value.doubleValue();
      budget.addDouble(number);
      return number;
    }
    if (value instanceof BigInteger number) {
      if (number.bitLength() < Long.SIZE) {
        return copyNumber(number.longValue());
      }
      if (!CanonicalBudget.admits(number)) {
        throw refused(
            "has more than "
                + CanonicalBudget.MAX_INTEGER_DIGITS
                + " digits: give so large an integer as a string");
      }
      budget.addInteger(number);
      return number;
    }
    throw refused(
        "is a "
            + value.getClass().getTypeName()
            + ": give a Long, a BigInteger or a Double of the same value");
  }

  private Map<String, @Nullable Object> copyMap(Map<?, ?> map) {
    ConfigPath here = enter(map);
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> member : map.entrySet()) {
      budget.addSeparator(copy.isEmpty());
      here.key = null;
      String key = checkedKey(member.getKey());
      here.key = key;
      budget.addKey(key);
      copy.put(key, copy(member.getValue()));
    }
    path = here.parent;
    return Collections.unmodifiableMap(copy);
  }

  private String checkedKey(@Nullable Object key) {
    if (key instanceof String name) {
      if (!isWellFormed(name)) {
        throw refused(
            "has a key with a lone surrogate, which is half a character: give well-formed Unicode");
      }
      return name;
    }
    if (key == null) {
      throw refused("has a null key: give it a name or leave it out");
    }
    String shown = key instanceof Number || key instanceof Boolean ? key + ", " : "";
    throw refused(
        "has a key that is no string ("
            + shown
            + "a "
            + key.getClass().getTypeName()
            + "): write it as a string, in quotes");
  }

  private List<@Nullable Object> copyList(List<?> list) {
    ConfigPath here = enter(list);
    List<@Nullable Object> copy = new ArrayList<>();
    for (Object element : list) {
      budget.addSeparator(copy.isEmpty());
      here.index = copy.size();
      copy.add(copy(element));
    }
    path = here.parent;
    return Collections.unmodifiableList(copy);
  }

  private List<@Nullable Object> copyArray(Object array) {
    ConfigPath here = enter(array);
    int length = Array.getLength(array);
    List<@Nullable Object> copy = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      budget.addSeparator(i == 0);
      here.index = i;
      copy.add(copy(Array.get(array, i)));
    }
    path = here.parent;
    return Collections.unmodifiableList(copy);
  }

  private ConfigPath enter(Object container) {
    if (path != null && path.depth == MAX_DEPTH) {
      ConfigPath first = path.firstThatHolds(container);
      if (first != null) {
        throw refused(
            "leads back to "
                + first.text(false)
                + ": a configuration cannot contain itself, so leave the reference out");
      }
      throw refused("lies more than " + MAX_DEPTH + " levels deep: make the configuration flatter");
    }
    path = new ConfigPath(path, container);
    budget.addBrackets();
    return path;
  }

  private IllegalArgumentException refused(String complaint) {
    String where = path == null ? "config" : path.text(true);
    return new IllegalArgumentException(where + " " + complaint);
  }

  private static String instead(Object value) {
    if (value instanceof Enum) {
      return "give its name as a string";
    }
    if (value instanceof Collection) {
      return "give a List, whose order is fixed";
    }
    if (value instanceof CharSequence || value instanceof Character || value instanceof char[]) {
      return "give a String";
    }
    return "give a string, number, boolean, null, list or map";
  }

  /** Whether every surrogate in a string has its partner. */
  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
