package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.gcs.server.GcsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The variables that Google's own tools know, in processes of their own. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class GcsEnvironmentTest {
  @TempDir Path folder;

  private String says(int code, Map<String, String> variables, String... words) throws Exception {
    Process process = start(variables, words);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(code, process.waitFor(), said);
    assertEquals(1, said.lines().count(), said);
    return said.strip();
  }

  private Process start(Map<String, String> variables, String... words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(CommandProcess.install(folder).toString());
    builder.command().addAll(List.of(words));
    builder.environment().keySet().removeIf(name -> name.matches("(GOOGLE|CLOUDSDK|GCE).*"));
    // Nobody asks the network whether this machine is Google's.
    builder.environment().put("NO_GCE_CHECK", "true");
    builder.environment().put("CLOUDSDK_CONFIG", folder.resolve("gcloud").toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().putAll(variables);
    return builder.redirectErrorStream(true).start();
  }

  @Test
  void anEmulatorIsFoundByItsVariableAndAskedWithoutCredentials() throws Exception {
    try (GcsServer emulator = GcsServer.start()) {
      emulator.createBucket("lab");
      String host = emulator.uri().getAuthority();
      Map<String, String> variables = Map.of("STORAGE_EMULATOR_HOST", host);
      String[] create = {"create", "gs://lab/outputs", "staged", "--run-id", "x"};
      assertEquals("gs://lab/outputs/x", says(0, variables, create));
      assertEquals(
          "x",
          says(0, Map.of("STORAGE_EMULATOR_HOST", "http://" + host), "ls", "gs://lab/outputs"));
    }
  }

  @Test
  void theSettingGoesBeforeTheEmulatorsVariable() throws Exception {
    Map<String, String> variables = Map.of("STORAGE_EMULATOR_HOST", "127.0.0.1:1");
    String[] ls = {"ls", "gs://lab-bucket/nothing", "--gcs-retries", "0"};
    assertTrue(says(7, variables, ls).contains("nothing answers at 127.0.0.1:1"));
    GcsTestServer server = GcsTestServer.get();
    String[] create = {
      "create",
      "gs://lab-bucket/emulated",
      "staged",
      "--run-id",
      "x",
      "--gcs-endpoint",
      server.endpoint(),
      "--gcs-credentials-file",
      server.credentials().toString()
    };
    assertEquals("gs://lab-bucket/emulated/x", says(0, variables, create));
  }

  @Test
  void theDefaultCredentialsAreUsedWhereAskedFor() throws Exception {
    GcsTestServer server = GcsTestServer.get();
    Map<String, String> variables =
        Map.of("GOOGLE_APPLICATION_CREDENTIALS", server.credentials().toString());
    String[] create = {
      "create",
      "gs://lab-bucket/by-default",
      "staged",
      "--run-id",
      "x",
      "--gcs-endpoint",
      server.endpoint(),
      "--gcs-anonymous=false"
    };
    assertEquals("gs://lab-bucket/by-default/x", says(0, variables, create));
  }

  @Test
  void whoHasNoCredentialsIsToldWhatWasTried() throws Exception {
    String said = says(6, Map.of(), "ls", "gs://lab-bucket/x", "--gcs-retries", "0");
    for (String way :
        List.of(
            "needs credentials",
            "gcs.credentials-file",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "gcloud auth application-default login",
            "gcs.anonymous")) {
      assertTrue(said.contains(way), said);
    }
  }
}
