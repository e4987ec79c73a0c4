package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Every setting of GCS by flag, variable and file; and settings that do not exist. */
class GcsSettingsTest extends StoreSettings {
  private final GcsTestServer server = GcsTestServer.get();

  GcsSettingsTest() {
    super("gs", "gcs", "gcs", 17);
  }

  @Override
  String endpoint() {
    return server.endpoint();
  }

  @Override
  String table(String prefix, String endpoint) {
    return "[\"%s\"]\nendpoint = \"%s\"\ncredentials-file = \"%s\"\n"
        .formatted(prefix, endpoint, server.credentials());
  }

  @Override
  String[][] badValues() {
    return new String[][] {
      {"--gcs-endpoint", "localhost:9000", "gcs.endpoint"},
      {"--gcs-endpoint", "http://u:hush@localhost:9000", "password"},
      {"--gcs-proxy", "proxy:3128", "gcs.proxy"},
      {"--gcs-credentials-file", "nowhere.json", "JSON file"},
      {"--gcs-ca-file", "nowhere.pem", "PEM file"},
      {"--gcs-anonymous", "perhaps", "true or false"},
      {"--gcs-requester-pays", "perhaps", "true or false"},
      {"--gcs-timeout", "banana", "30s"},
      {"--gcs-connections", "0", "1 to 4096"},
      {"--gcs-retries", "101", "0 to 100"},
      {"--gcs-buffer", "4GiB", "2GiB"},
      {"--gcs-chunk-size", "1000000", "256KiB"},
      {"--gcs-fuse-links", "perhaps", "true or false"},
    };
  }

  @Test
  void anEmptyVariableIsNone() {
    server.variables().forEach(shell::with);
    shell.with("RUNPATHS_GCS_PROJECT", "").with("RUNPATHS_GCS_ANONYMOUS", "");
    shell.ok("ls", uri("lab/settings"));
  }

  @Test
  void namedCredentialsAndNoneExcludeEachOther() {
    server.variables().forEach(shell::with);
    String message = usage("ls", uri("lab/x"), "--gcs-anonymous", "true");
    assertTrue(message.contains("gcs.anonymous excludes gcs.credentials-file"), message);
  }
}
