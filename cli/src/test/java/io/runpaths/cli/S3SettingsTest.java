package io.runpaths.cli;

import org.junit.jupiter.api.Test;

/** Every setting of S3 by flag, variable and file; and settings that do not exist. */
class S3SettingsTest extends StoreSettings {
  private final S3Server server = S3Server.get();

  S3SettingsTest() {
    super("s3", "s3a", "s3", 18);
  }

  @Override
  String endpoint() {
    return server.endpoint();
  }

  @Override
  String table(String prefix, String endpoint) {
    return "[\"%s\"]\nendpoint = \"%s\"\nregion = \"us-east-1\"\nprofile = \"lab\"\n"
        .formatted(prefix, endpoint);
  }

  @Override
  String[][] badValues() {
    return new String[][] {
      {"--s3-endpoint", "localhost:9000", "s3.endpoint"},
      {"--s3-endpoint", "http://u:hush@localhost:9000", "password"},
      {"--s3-timeout", "banana", "30s"},
      {"--s3-connections", "0", "1 to 4096"},
      {"--s3-checksums", "sha", "crc32c, md5, none"},
      {"--s3-conditions", "maybe", "trusted, probe, none"},
      {"--s3-ca-file", "nowhere.pem", "PEM file"},
      {"--s3-path-style", "perhaps", "true or false"},
      {"--s3-part-size", "1MiB", "5MiB to 5GiB"},
      {"--s3-sse", "rot13", "aws:kms"},
      {"--s3-region", "eu central", "eu-central-1"},
    };
  }

  @Test
  void anEmptyVariableIsNone() {
    shell.with("RUNPATHS_S3_ENDPOINT", server.endpoint()).with("RUNPATHS_S3_PROFILE", "lab");
    shell.with("RUNPATHS_S3_PATH_STYLE", "").with("RUNPATHS_S3_REGION", "us-east-1");
    shell.ok("ls", uri("lab/settings"));
  }
}
