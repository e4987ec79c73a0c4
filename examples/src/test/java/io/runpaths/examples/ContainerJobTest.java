package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** The job, killed until it is done, on LocalStack in a container, where an engine is. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ContainerJobTest {
  /** The newest image that starts without an account. */
  private static final DockerImageName IMAGE =
      DockerImageName.parse("localstack/localstack:4.14.0");

  private static final String BUCKET = "container-job";

  @Test
  @ExtendWith(Present.class)
  void endsOnLocalStackInAContainerWithTheBytesOfAnUndisturbedTraining() throws Exception {
    try (LocalStackContainer container = new LocalStackContainer(IMAGE).withServices("s3")) {
      container.start();
      URI endpoint = container.getEndpoint();
      HttpURLConnection bucket =
          (HttpURLConnection) endpoint.resolve("/" + BUCKET).toURL().openConnection();
      bucket.setRequestMethod("PUT");
      assertEquals(200, bucket.getResponseCode());
      KilledJobTest.killManyTimes(
          new GivenBucket(
              "LocalStack in a container",
              endpoint.toString(),
              BUCKET,
              container.getAccessKey(),
              container.getSecretKey()));
    }
  }

  /** Runs the test where an engine is, and says in one line where not. */
  static final class Present implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (DockerClientFactory.instance().isDockerAvailable()) {
        return ConditionEvaluationResult.enabled("an engine answers");
      }
      String why = "no container engine answers";
      System.out.println("not run: the killed job on LocalStack in a container: " + why);
      return ConditionEvaluationResult.disabled(why);
    }
  }
}
