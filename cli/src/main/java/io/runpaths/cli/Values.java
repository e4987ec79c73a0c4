package io.runpaths.cli;

import io.runpaths.cli.config.Assignment;
import io.runpaths.cli.config.ConfigException;
import io.runpaths.cli.output.CommandException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** Reads the values of options: dates, zones, times. */
final class Values {
  private static final double NANOS = 1e9;
  private static final int MICRO = 1000;

  private Values() {}

  /** A date, {@code 20260208} or {@code 2026-02-08}. */
  static LocalDate date(String text) throws CommandException {
    String pattern = text.indexOf('-') < 0 ? "uuuuMMdd" : "uuuu-MM-dd";
    try {
      return LocalDate.parse(
          text,
          DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
              .withResolverStyle(ResolverStyle.STRICT));
    } catch (DateTimeException e) {
      throw CommandException.usage(
          "'" + text + "' is no date; write it as 20260208 or 2026-02-08.", e);
    }
  }

  /** A zone by its name. */
  static ZoneId zone(String text) throws CommandException {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw CommandException.usage(
          "'" + text + "' is no time zone; write it as Europe/Berlin or +01:00.", e);
    }
  }

  /** Seconds since 1970, an integer or floating-point number as it is written. */
  static Number timestamp(String text) throws CommandException {
    try {
      if (Assignment.scalar(text) instanceof Number number) {
        return number;
      }
    } catch (ConfigException e) {
      throw CommandException.usage("'" + text + "' is no timestamp: " + e.getMessage() + ".", e);
    }
    throw CommandException.usage(
        "'" + text + "' is no timestamp; write seconds since 1970, as in 1770508800.0.");
  }

  /**
   * The time now as Python's {@code time.time()} gives it: seconds, microseconds behind the dot.
   */
  static double now(Clock clock) {
    Instant now = clock.instant();
    return now.getEpochSecond() + (now.getNano() / MICRO * MICRO) / NANOS;
  }
}
