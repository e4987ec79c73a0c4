package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.ProviderInfo;
import io.runpaths.RunStores;
import io.runpaths.cli.settings.SettingNames;
import io.runpaths.cli.settings.StoreOptions;
import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every setting of GCS by flag, variable and file; and settings that do not exist. */
class GcsSettingsTest {
  private static final String NOWHERE = "http://127.0.0.1:1";

  @TempDir Path folder;
  private GcsTestServer server;
  private TestShell shell;

  @BeforeEach
  void openShell() {
    server = GcsTestServer.get();
    shell = new TestShell(folder).with("RUNPATHS_GCS_RETRIES", "0");
  }

  private static List<OptionSpec> specs() {
    for (ProviderInfo provider : RunStores.providers()) {
      if (provider.schemes().contains("gs")) {
        return provider.options();
      }
    }
    throw new AssertionError("The command does not bring the GCS backend");
  }

  @Test
  void everySettingIsAFlagAVariableAndAnEntryOfAFile() throws IOException {
    assertEquals(17, specs().size());
    Location root = Location.parse("gs://lab-bucket/outputs");
    for (OptionSpec spec : specs()) {
      String name = spec.name();
      String brief = name.substring(name.indexOf('.') + 1);
      shell.write(
          "home/.config/runpaths/config.toml",
          "[\"gs://lab-bucket\"]\n%s = \"%s\"\n".formatted(brief, spec.example()));
      Map<String, String> home = Map.of("HOME", folder.resolve("home").toString());
      assertEquals(
          Map.of(name, spec.example()),
          new StoreOptions(Map.of(), home, folder, null).of(root).asMap());
      Map<String, String> variable = Map.of(SettingNames.variable(name), "from-environment");
      assertEquals(
          Map.of(name, "from-environment"),
          new StoreOptions(Map.of(), variable, folder, null).of(root).asMap());
      Files.delete(folder.resolve("home/.config/runpaths/config.toml"));
      // The value is the store's to judge, and this command opens none.
      shell.ok("id", "staged", SettingNames.flag(name), spec.example());
    }
  }

  @Test
  void flagsGoBeforeTheEnvironmentAndThatBeforeFiles() throws IOException {
    String file = "home/.config/runpaths/config.toml";
    shell.write(file, table("gs://lab", server.endpoint()));
    shell.ok("ls", "gs://lab/settings");
    shell.with("RUNPATHS_GCS_ENDPOINT", NOWHERE);
    assertEquals(7, shell.run("ls", "gs://lab/settings").code());
    shell.ok("ls", "gs://lab/settings", "--gcs-endpoint", server.endpoint());
  }

  @Test
  void theLongestPrefixOfAUriWins() throws IOException {
    String file = "home/.config/runpaths/config.toml";
    shell.write(
        file,
        table("gs://", NOWHERE)
            + table("gcs://lab", server.endpoint())
            + table("gs://lab/other", NOWHERE));
    shell.ok("ls", "gs://lab/settings");
    shell.ok("ls", "gcs://lab/settings");
    shell.ok("ls", "gs://lab/others");
    assertEquals(7, shell.run("ls", "gs://lab/other").code());
    assertEquals(7, shell.run("ls", "gs://lab/other/one").code());
    assertEquals(7, shell.run("ls", "gs://lab-bucket/settings").code());
  }

  @Test
  void readsTheFileBesideTheDefaultRootToo() throws IOException {
    shell.write("config.toml", table("gs://lab", server.endpoint()));
    shell.ok("ls", "gs://lab/settings");
    shell.write("home/.config/runpaths/config.toml", table("gs://lab/settings", NOWHERE));
    assertEquals(7, shell.run("ls", "gs://lab/settings").code());
  }

  @Test
  void namesTheSettingsThereAreWhereOneIsNotThere() throws IOException {
    for (OptionSpec spec : specs()) {
      String flag = SettingNames.flag(spec.name());
      assertTrue(usage("ls", "gs://lab/x", "--gcs-endpont=" + NOWHERE).contains(flag), flag);
    }
    assertTrue(
        usage("ls", "gs://lab/x", "--gcs-token", "hush").contains("name a profile or a file"));
    assertFalse(usage("ls", "gs://lab/x", "--gcs-token", "hush").contains("hush"));
    shell.with("RUNPATHS_GCS_ENDPONT", NOWHERE);
    String variable = usage("ls", "gs://lab/x");
    assertTrue(variable.contains("RUNPATHS_GCS_ENDPONT"), variable);
    assertTrue(variable.contains("RUNPATHS_GCS_ENDPOINT"), variable);
    shell.ok("create", "staged");
    shell.environment.remove("RUNPATHS_GCS_ENDPONT");
    shell.write("home/.config/runpaths/config.toml", "[\"gs://lab\"]\nendpont = \"x\"\n");
    String entry = usage("ls", "gs://lab/x");
    assertTrue(entry.contains("config.toml") && entry.contains("endpoint"), entry);
  }

  @Test
  void anEmptyVariableIsNone() {
    server.variables().forEach(shell::with);
    shell.with("RUNPATHS_GCS_PROJECT", "").with("RUNPATHS_GCS_ANONYMOUS", "");
    shell.ok("ls", "gs://lab/settings");
  }

  @Test
  void namesTheSettingWhoseValueIsNoGood() {
    for (String[] bad :
        new String[][] {
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
        }) {
      String message = usage("ls", "gs://lab/x", bad[0], bad[1]);
      assertTrue(message.contains(bad[2]), message);
      assertFalse(message.contains("hush"), message);
    }
  }

  @Test
  void namedCredentialsAndNoneExcludeEachOther() {
    server.variables().forEach(shell::with);
    String message = usage("ls", "gs://lab/x", "--gcs-anonymous", "true");
    assertTrue(message.contains("gcs.anonymous excludes gcs.credentials-file"), message);
  }

  private String table(String prefix, String endpoint) {
    return "[\"%s\"]\nendpoint = \"%s\"\ncredentials-file = \"%s\"\n"
        .formatted(prefix, endpoint, server.credentials());
  }

  private String usage(String... words) {
    TestShell.Result result = shell.run(words);
    assertEquals(2, result.code(), result.toString());
    assertEquals(1, result.err().lines().count(), result.err());
    return result.err();
  }
}
