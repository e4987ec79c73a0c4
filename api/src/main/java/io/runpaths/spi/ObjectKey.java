package io.runpaths.spi;

import java.util.Objects;

/**
 * The name of one object below a backend's root: {@code segment[/segment…]}, the same on every
 * store.
 *
 * <p>A key is valid by construction: it has no leading, trailing or double slash, no segment {@code
 * .} or {@code ..}, no control character, no lone surrogate, and at most 1,024 bytes of UTF-8. It
 * is never decoded: {@code a%20b} and {@code a b} are two keys. Keys are ordered by their UTF-8
 * bytes (which is the order of code points, not that of {@link String#compareTo}).
 *
 * @param value the key as text
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
  /**
   * Validates the key.
   *
   * @throws IllegalArgumentException if the key could not be expressed on every store; the message
   *     says what is wrong
   */
  public ObjectKey {
    Objects.requireNonNull(value, "value");
    Names.checkPath("object key", value);
  }

  /**
   * The key of that name.
   *
   * @param value the key as text
   * @return the key
   * @throws IllegalArgumentException if it is not a valid key
   */
  public static ObjectKey of(String value) {
    return new ObjectKey(value);
  }

  /**
   * The key one or more segments below this one.
   *
   * @param below a relative path such as {@code figures/loss.png}
   * @return the longer key
   * @throws IllegalArgumentException if the result is not a valid key
   */
  public ObjectKey resolve(String below) {
    return new ObjectKey(value + "/" + below);
  }

  /**
   * The last segment.
   *
   * @return the text behind the last slash
   */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /**
   * The prefix that holds this key: its text up to and with the last slash.
   *
   * @return the prefix, {@link KeyPrefix#ROOT} for a key of one segment
   */
  public KeyPrefix parent() {
    int slash = value.lastIndexOf('/');
    return slash < 0 ? KeyPrefix.ROOT : new KeyPrefix(value.substring(0, slash + 1));
  }

  /**
   * Compares by UTF-8 bytes, the order of listings.
   *
   * @param other another key
   * @return negative, zero or positive
   */
  @Override
  public int compareTo(ObjectKey other) {
    return KeyOrder.compare(value, other.value);
  }

  /** The key as text. */
  @Override
  public String toString() {
    return value;
  }
}
