package io.runpaths.examples;

import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.Options;
import io.runpaths.spi.StorageException;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The bucket {@code RUNPATHS_TEST_S3_BUCKET} of the server that {@code RUNPATHS_TEST_S3_ENDPOINT}
 * names, with {@code RUNPATHS_TEST_S3_ACCESS_KEY} and {@code RUNPATHS_TEST_S3_SECRET_KEY}.
 *
 * @param name what the server is
 */
record GivenBucket(String name, String endpoint, String bucket, String key, String secret) {

  static GivenBucket get() {
    return new GivenBucket(
        value("NAME"),
        value("ENDPOINT"),
        value("BUCKET"),
        value("ACCESS_KEY"),
        value("SECRET_KEY"));
  }

  private static String value(String name) {
    return System.getenv().getOrDefault("RUNPATHS_TEST_S3_" + name, "");
  }

  String uri() {
    return "s3://" + bucket;
  }

  /** Variables by which the default chain of a process finds who it is. */
  Map<String, String> credentials() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", key, "AWS_SECRET_ACCESS_KEY", secret, "AWS_REGION", "us-east-1");
  }

  /** Opens a root of the bucket in this process, whose default chain looks at properties first. */
  RunStore open(String root) throws StorageException {
    System.setProperty("aws.accessKeyId", key);
    System.setProperty("aws.secretAccessKey", secret);
    return RunStores.open(
        root, Options.of(Map.of("s3.endpoint", endpoint, "s3.region", "us-east-1")));
  }

  /** Runs the tests where a bucket is named, and says in one line where not. */
  static final class Present implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (!value("ENDPOINT").isEmpty() && !value("BUCKET").isEmpty()) {
        return ConditionEvaluationResult.enabled("a bucket is named");
      }
      String why = "RUNPATHS_TEST_S3_ENDPOINT and RUNPATHS_TEST_S3_BUCKET name no bucket";
      System.out.println("not run: the killed job on a given S3 server: " + why);
      return ConditionEvaluationResult.disabled(why);
    }
  }
}
