package io.runpaths.s3;

/**
 * Which names a bucket can have, by <a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Amazon's
 * rules</a>.
 */
final class BucketNames {
  private static final String DIRECTORY_BUCKET = "--x-s3";

  private BucketNames() {}

  /**
   * Checks a name.
   *
   * @throws IllegalArgumentException if it is none, or of a kind of bucket that cannot hold runs
   */
  static void check(String name) {
    if (name.isEmpty()) {
      throw bad(name, "has no bucket");
    }
    if (name.startsWith("arn")) {
      if (name.indexOf(':') >= 0) {
        throw bad(name, "is an ARN; use the bucket's name or the access point's alias");
      }
    }
    if (name.endsWith(DIRECTORY_BUCKET)) {
      throw bad(
          name,
          "is a directory bucket, whose listings have no order that runs could rely on; use a"
              + " general purpose bucket");
    }
    if (name.length() < 3 || name.length() > 63) {
      throw bad(name, "is " + name.length() + " characters long; a bucket's name has 3 to 63");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!alphanumeric && c != '-' && c != '.') {
        throw bad(
            name,
            "has the character '" + c + "'; a bucket's name has a-z, 0-9, hyphens and dots only");
      }
      boolean edge = i == 0 || i == name.length() - 1 || name.charAt(i - 1) == '.';
      if (edge && !alphanumeric) {
        throw bad(name, "must begin and end, also at each dot, with a letter or digit");
      }
    }
    if (looksLikeAddress(name)) {
      throw bad(name, "looks like an IP address, which no bucket's name may");
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
    return new IllegalArgumentException(
        name.isEmpty()
            ? "The S3 location names no bucket; one looks like s3://bucket/outputs."
            : "The bucket name " + name + " " + why + ".");
  }
}
