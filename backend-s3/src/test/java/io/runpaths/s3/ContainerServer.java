package io.runpaths.s3;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** LocalStack in a container, where an engine can be reached; started once, gone with this JVM. */
final class ContainerServer {
  /** The newest image that starts without an account. */
  private static final DockerImageName IMAGE =
      DockerImageName.parse("localstack/localstack:4.14.0");

  private static @Nullable TestServer running;
  private static @Nullable String missing;

  private ContainerServer() {}

  static synchronized TestServer get() {
    return Objects.requireNonNull(running, "asked for only where it runs");
  }

  /** Why there is none; null where there is. */
  @SuppressWarnings("resource") // It ends with this JVM.
  private static synchronized @Nullable String missing() {
    if (running != null || missing != null) {
      return missing;
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      missing = "no container engine answers";
      return missing;
    }
    LocalStackContainer container = new LocalStackContainer(IMAGE).withServices("s3");
    try {
      container.start();
    } catch (ContainerFetchException e) {
      missing = "the image " + IMAGE + " cannot be had";
      return missing;
    }
    running =
        new TestServer(
            "localstack",
            container.getEndpoint(),
            container.getAccessKey(),
            container.getSecretKey());
    return null;
  }

  /** Runs the tests where an engine is, and says in one line where not. */
  static final class Present implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String why = missing();
      return why == null
          ? ConditionEvaluationResult.enabled("LocalStack runs in a container")
          : NotRun.because("the contract on LocalStack in a container", why);
    }
  }
}
