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

/** Every setting of S3 by flag, variable and file; and settings that do not exist. */
class S3SettingsTest {
  private static final String NOWHERE = "http://127.0.0.1:1";

  @TempDir Path folder;
  private S3Server server;
  private TestShell shell;

  @BeforeEach
  void openShell() {
    server = S3Server.get();
    shell = new TestShell(folder).with("RUNPATHS_S3_RETRIES", "0");
  }

  private static List<OptionSpec> specs() {
    for (ProviderInfo provider : RunStores.providers()) {
      if (provider.schemes().contains("s3")) {
        return provider.options();
      }
    }
    throw new AssertionError("The command does not bring the S3 backend");
  }

  @Test
  void everySettingIsAFlagAVariableAndAnEntryOfAFile() throws IOException {
    assertEquals(18, specs().size());
    Location root = Location.parse("s3://lab-bucket/outputs");
    for (OptionSpec spec : specs()) {
      String name = spec.name();
      String brief = name.substring(name.indexOf('.') + 1);
      shell.write(
          "home/.config/runpaths/config.toml",
          "[\"s3://lab-bucket\"]\n%s = \"%s\"\n".formatted(brief, spec.example()));
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
    shell.write(file, table("s3://lab", server.endpoint()));
    shell.ok("ls", "s3://lab/settings");
    shell.with("RUNPATHS_S3_ENDPOINT", NOWHERE);
    assertEquals(7, shell.run("ls", "s3://lab/settings").code());
    shell.ok("ls", "s3://lab/settings", "--s3-endpoint", server.endpoint());
  }

  @Test
  void theLongestPrefixOfAUriWins() throws IOException {
    String file = "home/.config/runpaths/config.toml";
    shell.write(
        file,
        table("s3://", NOWHERE)
            + table("s3a://lab", server.endpoint())
            + table("s3://lab/other", NOWHERE));
    shell.ok("ls", "s3://lab/settings");
    shell.ok("ls", "s3a://lab/settings");
    shell.ok("ls", "s3://lab/others");
    assertEquals(7, shell.run("ls", "s3://lab/other").code());
    assertEquals(7, shell.run("ls", "s3://lab/other/one").code());
    assertEquals(7, shell.run("ls", "s3://lab-bucket/settings").code());
  }

  @Test
  void readsTheFileBesideTheDefaultRootToo() throws IOException {
    shell.write("config.toml", table("s3://lab", server.endpoint()));
    shell.ok("ls", "s3://lab/settings");
    shell.write("home/.config/runpaths/config.toml", table("s3://lab/settings", NOWHERE));
    assertEquals(7, shell.run("ls", "s3://lab/settings").code());
  }

  @Test
  void namesTheSettingsThereAreWhereOneIsNotThere() throws IOException {
    for (OptionSpec spec : specs()) {
      String flag = SettingNames.flag(spec.name());
      assertTrue(usage("ls", "s3://lab/x", "--s3-endpont=" + NOWHERE).contains(flag), flag);
    }
    assertTrue(usage("ls", "s3://lab/x", "--s3-secret-key", "hush").contains("profile"));
    assertFalse(usage("ls", "s3://lab/x", "--s3-secret-key", "hush").contains("hush"));
    shell.with("RUNPATHS_S3_ENDPONT", NOWHERE);
    String variable = usage("ls", "s3://lab/x");
    assertTrue(variable.contains("RUNPATHS_S3_ENDPONT"), variable);
    assertTrue(variable.contains("RUNPATHS_S3_ENDPOINT"), variable);
    shell.ok("create", "staged");
    shell.environment.remove("RUNPATHS_S3_ENDPONT");
    shell.write("home/.config/runpaths/config.toml", "[\"s3://lab\"]\nendpont = \"x\"\n");
    String entry = usage("ls", "s3://lab/x");
    assertTrue(entry.contains("config.toml") && entry.contains("endpoint"), entry);
  }

  @Test
  void anEmptyVariableIsNone() {
    shell.with("RUNPATHS_S3_ENDPOINT", server.endpoint()).with("RUNPATHS_S3_PROFILE", "lab");
    shell.with("RUNPATHS_S3_PATH_STYLE", "").with("RUNPATHS_S3_REGION", "us-east-1");
    shell.ok("ls", "s3://lab/settings");
  }

  @Test
  void namesTheSettingWhoseValueIsNoGood() {
    for (String[] bad :
        new String[][] {
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
        }) {
      String message = usage("ls", "s3://lab/x", bad[0], bad[1]);
      assertTrue(message.contains(bad[2]), message);
      assertFalse(message.contains("hush"), message);
    }
  }

  private String table(String prefix, String endpoint) {
    return "[\"%s\"]\nendpoint = \"%s\"\nregion = \"us-east-1\"\nprofile = \"lab\"\n"
        .formatted(prefix, endpoint);
  }

  private String usage(String... words) {
    TestShell.Result result = shell.run(words);
    assertEquals(2, result.code(), result.toString());
    assertEquals(1, result.err().lines().count(), result.err());
    return result.err();
  }
}
