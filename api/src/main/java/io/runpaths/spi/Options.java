package io.runpaths.spi;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a store, by name: {@code local.durable}, {@code s3.endpoint}. Names that a provider
 * does not know are the business of another. Immutable. Values are never printed: some are private.
 */
public final class Options {
  /** No settings: every default holds. */
  public static final Options NONE = new Options(Map.of());

  private final Map<String, String> values;

  private Options(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Settings from a map.
   *
   * @param values names and values
   * @return the settings
   */
  public static Options of(Map<String, String> values) {
    return values.isEmpty() ? NONE : new Options(values);
  }

  /**
   * The same with one setting more, or another value for it.
   *
   * @param name the setting
   * @param value its value
   * @return the settings
   */
  public Options with(String name, String value) {
    Map<String, String> more = new TreeMap<>(values);
    more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new Options(more);
  }

  /**
   * These settings over others: where both have a name, these win.
   *
   * @param defaults the others
   * @return the settings of both
   */
  public Options over(Options defaults) {
    Map<String, String> both = new TreeMap<>(defaults.values);
    both.putAll(values);
    return new Options(both);
  }

  /**
   * All settings.
   *
   * @return names and values
   */
  public Map<String, String> asMap() {
    return values;
  }

  /**
   * A setting as text.
   *
   * @param name the setting
   * @return its value, if it is set
   */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * A setting as a truth value.
   *
   * @param name the setting
   * @param otherwise the value if it is not set
   * @return true for {@code true}, {@code yes}, {@code on}, {@code 1}
   * @throws IllegalArgumentException if it is something else
   */
  public boolean getBoolean(String name, boolean otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default -> throw bad(name, value, "true or false", null);
    };
  }

  /**
   * A setting as a whole number.
   *
   * @param name the setting
   * @param otherwise the value if it is not set
   * @param least the smallest value that makes sense
   * @param most the largest value that makes sense
   * @return the number
   * @throws IllegalArgumentException if it is no number between those
   */
  public int getInt(String name, int otherwise, int least, int most) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    String wanted = "a whole number from " + least + " to " + most;
    try {
      int number = Integer.parseInt(value.strip());
      if (number < least || number > most) {
        throw bad(name, value, wanted, null);
      }
      return number;
    } catch (NumberFormatException e) {
      throw bad(name, value, wanted, e);
    }
  }

  /**
   * A setting as a number of bytes.
   *
   * @param name the setting
   * @param otherwise the value if it is not set
   * @return the number; {@code 64MiB}, {@code 8k} and the like count by 1,024
   * @throws IllegalArgumentException if it is no such number
   */
  public long getBytes(String name, long otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    String text = value.strip().toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    int shift =
        switch (text.substring(digits).strip()) {
          case "", "b" -> 0;
          case "k", "kb", "kib" -> 10;
          case "m", "mb", "mib" -> 20;
          case "g", "gb", "gib" -> 30;
          case "t", "tb", "tib" -> 40;
          default -> -1;
        };
    try {
      if (shift >= 0) {
        return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), 1L << shift);
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw bad(name, value, "a size such as 64MiB", e);
    }
    throw bad(name, value, "a size such as 64MiB", null);
  }

  /**
   * A setting as a duration.
   *
   * @param name the setting
   * @param otherwise the value if it is not set
   * @return the duration: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or ISO 8601
   * @throws IllegalArgumentException if it is no positive duration
   */
  public Duration getDuration(String name, Duration otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    String text = value.strip().toLowerCase(Locale.ROOT);
    try {
      Duration duration;
      if (text.startsWith("p")) {
        duration = Duration.parse(text);
      } else if (text.endsWith("ms")) {
        duration = Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2).strip()));
      } else {
        duration = Duration.parse("pt" + text);
      }
      if (!duration.isNegative() && !duration.isZero()) {
        return duration;
      }
    } catch (DateTimeParseException | NumberFormatException e) {
      throw bad(name, value, "a duration such as 30s", e);
    }
    throw bad(name, value, "a duration such as 30s", null);
  }

  private static IllegalArgumentException bad(
      String name, String value, String wanted, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "The setting " + name + " is " + Names.shown(value) + "; give " + wanted + ".", cause);
  }

  /** Names only: values may be private. */
  @Override
  public String toString() {
    return "Options" + new TreeMap<>(values).keySet();
  }
}
