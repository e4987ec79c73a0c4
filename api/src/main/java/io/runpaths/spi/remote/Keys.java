package io.runpaths.spi.remote;

import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;

/** Keys below the root, as the bucket has them. */
public final class Keys {
  private final String prefix;

  /**
   * Keys below a root.
   *
   * @param root the root
   */
  public Keys(Location root) {
    this.prefix = root.path().isEmpty() ? "" : root.path() + "/";
  }

  /**
   * A key as the bucket has it.
   *
   * @param key the key below the root
   * @return the whole key
   */
  public String full(ObjectKey key) {
    return prefix + key.value();
  }

  /**
   * A prefix as the bucket has it.
   *
   * @param below the prefix below the root
   * @return the whole prefix
   */
  public String full(KeyPrefix below) {
    return prefix + below.value();
  }

  /**
   * What of a bucket's key lies below the root.
   *
   * @param full the whole key
   * @return its end; the key itself if it lies elsewhere
   */
  public String below(String full) {
    return full.startsWith(prefix) ? full.substring(prefix.length()) : full;
  }
}
