package io.runpaths.gcs;

import io.runpaths.spi.Precondition;
import io.runpaths.spi.Version;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Versions of objects: their generations. */
final class Versions {
  /** No object has this one, so that a condition on it never holds. (0 would mean "absent".) */
  private static final long NONE = Long.MAX_VALUE;

  /** Google's generations are microseconds, of 16 digits; those of others nanoseconds, of 19. */
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

  private Versions() {}

  static Version of(long generation) {
    return new Version(Long.toString(generation));
  }

  /** The generation, or one that no object has where the version is another store's. */
  static long generation(Version version) {
    long generation = number(version.token()).orElse(NONE);
    return generation == 0 ? NONE : generation;
  }

  /** The number that a text is, if it is one of 63 bits, in digits alone. */
  static Optional<Long> number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The condition of a write, as a query parameter. */
  static void condition(Map<String, String> query, Precondition precondition) {
    if (precondition instanceof Precondition.IfAbsent) {
      query.put("ifGenerationMatch", "0");
    } else if (precondition instanceof Precondition.IfVersion ifVersion) {
      query.put("ifGenerationMatch", Long.toString(generation(ifVersion.version())));
    }
  }
}
