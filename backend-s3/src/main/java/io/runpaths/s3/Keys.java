package io.runpaths.s3;

import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;

/** Keys below the root, as the bucket has them. */
final class Keys {
  private final String prefix;

  Keys(Location root) {
    this.prefix = root.path().isEmpty() ? "" : root.path() + "/";
  }

  /** A key as the bucket has it. */
  String full(ObjectKey key) {
    return prefix + key.value();
  }

  /** A prefix as the bucket has it. */
  String full(KeyPrefix below) {
    return prefix + below.value();
  }

  /** What of a bucket's key lies below the root. */
  String below(String full) {
    return full.startsWith(prefix) ? full.substring(prefix.length()) : full;
  }
}
