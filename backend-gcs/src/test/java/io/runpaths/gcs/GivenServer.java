package io.runpaths.gcs;

import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The server that {@code RUNPATHS_TEST_GCS_ENDPOINT} names, with {@code RUNPATHS_TEST_GCS_NAME}
 * ({@code fake-gcs}, by which its quirks are known). The same names in lower case with dots are
 * system properties.
 */
final class GivenServer {
  private GivenServer() {}

  static TestServer get() {
    return new TestServer(value("NAME", "unknown"), URI.create(value("ENDPOINT", "")));
  }

  private static String value(String name, String otherwise) {
    String key = "RUNPATHS_TEST_GCS_" + name;
    String property = System.getProperty(key.toLowerCase(Locale.ROOT).replace('_', '.'));
    String value = property != null ? property : System.getenv(key);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** Runs the tests where such a server is named, and says in one line where not. */
  static final class Present implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return value("ENDPOINT", "").isEmpty()
          ? NotRun.because(
              "the tests on a given GCS server", "RUNPATHS_TEST_GCS_ENDPOINT names no server")
          : ConditionEvaluationResult.enabled("a server is named");
    }
  }

  /** Runs them where that server also plays faults when it is told to. */
  static final class Faulty implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String what = "the tests on the faults that a given GCS server plays";
      if (value("ENDPOINT", "").isEmpty()) {
        return NotRun.because(what, "RUNPATHS_TEST_GCS_ENDPOINT names no server");
      }
      return new RetryTests(get().endpoint()).areKnown()
          ? ConditionEvaluationResult.enabled("it plays faults")
          : NotRun.because(what, "the server does not know POST /retry_test");
    }
  }
}
