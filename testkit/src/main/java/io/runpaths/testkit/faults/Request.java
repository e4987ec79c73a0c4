package io.runpaths.testkit.faults;

import java.util.Objects;

/**
 * One call that reached the store.
 *
 * @param operation what was asked
 * @param key of which object, or below which prefix; empty where there are many
 */
public record Request(Operation operation, String key) {
  /** Validates. */
  public Request {
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(key, "key");
  }

  /** Operation and key, for the messages of assertions. */
  @Override
  public String toString() {
    return operation + " " + key;
  }
}
