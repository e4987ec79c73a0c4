package io.runpaths.spi;

import java.util.Objects;

/**
 * What a listing is asked for: the empty prefix (the root) or whole segments ending in a slash, so
 * that {@code run1/} never matches {@code run10/}.
 *
 * @param value the prefix as text: empty, or ending in {@code /}
 */
public record KeyPrefix(String value) {
  /** The prefix of everything below the root. */
  public static final KeyPrefix ROOT = new KeyPrefix("");

  /**
   * Validates the prefix.
   *
   * @throws IllegalArgumentException if it is neither empty nor a valid path with a slash behind it
   */
  public KeyPrefix {
    Objects.requireNonNull(value, "value");
    if (!value.isEmpty()) {
      if (!value.endsWith("/")) {
        throw new IllegalArgumentException(
            "The prefix "
                + Names.shown(value)
                + " does not end in '/'; without it run1 would also match run10.");
      }
      Names.checkPath("prefix", value.substring(0, value.length() - 1));
    }
  }

  /**
   * The prefix of all keys below a path.
   *
   * @param path a path with or without a slash behind it; empty for the root
   * @return the prefix
   */
  public static KeyPrefix of(String path) {
    return path.isEmpty() || path.endsWith("/") ? new KeyPrefix(path) : new KeyPrefix(path + "/");
  }

  /**
   * The key of that name below this prefix.
   *
   * @param below a relative path
   * @return the key
   */
  public ObjectKey key(String below) {
    return new ObjectKey(value + below);
  }

  /**
   * Whether a key lies below this prefix.
   *
   * @param key any key
   * @return true if the key starts with this prefix
   */
  public boolean holds(ObjectKey key) {
    return key.value().startsWith(value);
  }

  /** The prefix as text. */
  @Override
  public String toString() {
    return value;
  }
}
