package io.runpaths.cli;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commands on a bucket of S3. */
class S3CommandsTest extends StoreCommands {
  private final S3Server server = S3Server.get();

  S3CommandsTest() {
    super("s3", List.of("s3a", "s3n", "S3"), "s3");
  }

  @Override
  Map<String, String> variables() {
    return Map.of(
        "RUNPATHS_S3_ENDPOINT", server.endpoint(),
        "RUNPATHS_S3_REGION", "us-east-1",
        "RUNPATHS_S3_PROFILE", "lab");
  }

  @Override
  boolean has(String key) {
    return server.has("lab", key);
  }

  @Override
  String[] reservedName() {
    return new String[] {"s3://runs--use1-az4--x-s3/outputs", "directory bucket"};
  }

  @Override
  String otherServer() {
    return "does not speak S3";
  }

  @Test
  void saysWhatAStoreWithoutConditionsCannotDo() {
    String run = create();
    shell.ok("create", root, "staged", "--run-id", "x", "--ancestor", run);
    // s3proxy looks at If-Match before the write and not with it, which is no promise.
    assertFails(8, "does not promise compare-and-set", "unlink", root + "/x");
    assertFails(8, "exclusive creation", words("create", root, HASHED, "--s3-conditions", "none"));
  }

  @Test
  void saysWhatToCheckWhereTheServerDoesNotKnowWhoAsks() {
    assertFails(6, "check profile", "ls", root, "--s3-profile", "stranger");
  }
}
