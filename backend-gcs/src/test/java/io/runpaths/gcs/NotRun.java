package io.runpaths.gcs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

/** Says in one line, once, that tests were not run, and why. */
final class NotRun {
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private NotRun() {}

  static ConditionEvaluationResult because(String what, String why) {
    String line = "not run: " + what + ": " + why;
    if (SAID.add(line)) {
      System.out.println(line);
    }
    return ConditionEvaluationResult.disabled(line);
  }
}
