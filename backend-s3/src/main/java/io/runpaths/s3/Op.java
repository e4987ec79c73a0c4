package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;

/**
 * One operation of the backend, as messages name it.
 *
 * @param name one word such as {@code put}
 * @param location where, as text
 */
record Op(String name, String location) {
  static Op on(String name, Location root, ObjectKey key) {
    return new Op(name, root.resolve(key).uri());
  }

  static Op on(String name, Location location) {
    return new Op(name, location.uri());
  }

  /** Such as {@code put of s3://bucket/key}. */
  @Override
  public String toString() {
    return name + " of " + location;
  }
}
