package io.runpaths.cli;

import io.runpaths.spi.Location;
import java.util.Locale;

/** The forms in which people write places on a command line. */
final class Places {
  private Places() {}

  /** Whether a text is a URI or an alias, and not a path on disk. */
  static boolean hasScheme(String text) {
    int colon = text.indexOf(':');
    // One letter before a colon is a drive, not a scheme.
    return colon >= 2 && Location.isScheme(text.substring(0, colon).toLowerCase(Locale.ROOT));
  }

  /** Whether a text says itself that it is a place, and cannot be a path below some root. */
  static boolean isExplicit(String text) {
    return hasScheme(text)
        || text.startsWith("/")
        || text.equals(".")
        || text.equals("..")
        || text.startsWith("./")
        || text.startsWith("../");
  }

  /** The location one segment up. */
  static Location parent(Location location) {
    String path = location.path();
    int slash = path.lastIndexOf('/');
    return new Location(
        location.scheme(), location.authority(), slash < 0 ? "" : path.substring(0, slash));
  }

  /** A path without slashes at its end; a URI as it is, for its parser knows which count. */
  static String withoutTrailingSlashes(String text) {
    if (hasScheme(text)) {
      return text;
    }
    int end = text.length();
    while (end > 1 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }
}
