package io.runpaths.spi.remote;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;

/**
 * One operation of the backend, as messages name it.
 *
 * @param name one word such as {@code put}
 * @param location where, as text
 */
public record Op(String name, String location) {
  /**
   * An operation on an object.
   *
   * @param name one word
   * @param root the root
   * @param key the object
   * @return the operation
   */
  public static Op on(String name, Location root, ObjectKey key) {
    return new Op(name, root.resolve(key).uri());
  }

  /**
   * An operation on a place.
   *
   * @param name one word
   * @param location the place
   * @return the operation
   */
  public static Op on(String name, Location location) {
    return new Op(name, location.uri());
  }

  /** Such as {@code put of s3://bucket/key}. */
  @Override
  public String toString() {
    return name + " of " + location;
  }
}
