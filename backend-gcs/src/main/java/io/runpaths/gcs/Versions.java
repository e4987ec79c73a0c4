package io.runpaths.gcs;

import io.runpaths.spi.Precondition;
import io.runpaths.spi.Version;
import java.util.Map;

/** Versions of objects: their generations. */
final class Versions {
  /** No object has this one, so that a condition on it never holds. (0 would mean "absent".) */
  private static final long NONE = Long.MAX_VALUE;

  private Versions() {}

  static Version of(long generation) {
    return new Version(Long.toString(generation));
  }

  /** The generation, or one that no object has where the version is another store's. */
  static long generation(Version version) {
    String token = version.token();
    boolean number = !token.isEmpty() && token.length() <= 18;
    for (int i = 0; i < token.length(); i++) {
      number &= token.charAt(i) >= '0' && token.charAt(i) <= '9';
    }
    long generation = number ? Long.parseLong(token) : NONE;
    return generation == 0 ? NONE : generation;
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
