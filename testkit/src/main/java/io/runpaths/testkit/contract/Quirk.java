package io.runpaths.testkit.contract;

import java.util.Objects;

/**
 * A test of the contract that is known to fail on a store, through no fault of the backend. The
 * test is run all the same, and the kit complains when it passes: then the quirk is gone and its
 * declaration must go too.
 *
 * @param test the method's name
 * @param example the display name of one invocation of a parameterised test; empty for all
 * @param reason what the store does wrong, in one sentence, for the report
 */
public record Quirk(String test, String example, String reason) {
  /** Validates: test and reason say something. */
  public Quirk {
    Objects.requireNonNull(example, "example");
    if (test.isBlank() || reason.isBlank()) {
      throw new IllegalArgumentException("A quirk names its test and its reason.");
    }
  }

  /**
   * A quirk of a whole test.
   *
   * @param test the method's name
   * @param reason what the store does wrong
   * @return the quirk
   */
  public static Quirk of(String test, String reason) {
    return new Quirk(test, "", reason);
  }

  boolean covers(String method, String displayName) {
    return test.equals(method) && (example.isEmpty() || example.equals(displayName));
  }
}
