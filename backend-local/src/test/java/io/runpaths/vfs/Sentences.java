package io.runpaths.vfs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Asserts what errors say. */
final class Sentences {
  private Sentences() {}

  static void assertSays(String part, Throwable failure) {
    String said = String.valueOf(failure.getMessage());
    assertTrue(said.contains(part), () -> "'" + part + "' is missing in: " + said);
  }

  static void assertHides(String secret, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      assertFalse(cause.toString().contains(secret), cause.toString());
    }
  }
}
