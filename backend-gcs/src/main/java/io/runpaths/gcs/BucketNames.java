package io.runpaths.gcs;

/**
 * Which names a bucket can have, by <a
 * href="https://cloud.google.com/storage/docs/buckets#naming">Google's rules</a>.
 */
final class BucketNames {
  private static final int LONGEST_PART = 63;
  private static final int LONGEST = 222;

  private BucketNames() {}

  /**
   * Checks a name.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void check(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "The GCS location names no bucket; one looks like gs://bucket/outputs.");
    }
    int most = name.indexOf('.') < 0 ? LONGEST_PART : LONGEST;
    if (name.length() < 3 || name.length() > most) {
      throw bad(name, "is " + name.length() + " characters long; a bucket's name has 3 to " + most);
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!alphanumeric && c != '-' && c != '_' && c != '.') {
        throw bad(
            name,
            "has the character '"
                + c
                + "'; a bucket's name has a-z, 0-9, hyphens, underscores and dots only");
      }
      if (!alphanumeric && (i == 0 || i == name.length() - 1)) {
        throw bad(name, "must begin and end with a letter or digit");
      }
    }
    for (String part : name.split("\\.", -1)) {
      if (part.isEmpty() || part.length() > LONGEST_PART) {
        throw bad(name, "must have 1 to " + LONGEST_PART + " characters between its dots");
      }
    }
    if (looksLikeAddress(name)) {
      throw bad(name, "looks like an IP address, which no bucket's name may");
    }
    if (name.startsWith("goog")) {
      throw bad(name, "begins with goog, which no bucket's name may");
    }
  }

  private static boolean looksLikeAddress(String name) {
    int dots = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '.') {
        dots++;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return dots == 3;
  }

  private static IllegalArgumentException bad(String name, String why) {
    return new IllegalArgumentException("The bucket name " + name + " " + why + ".");
  }
}
