package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.cli.settings.SettingNames;
import io.runpaths.cli.settings.StoreOptions;
import io.runpaths.spi.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;
  private TestShell shell;

  @BeforeEach
  void openShell() {
    shell = new TestShell(folder);
    shell.environment.remove("RUNPATHS_LOCAL_DURABLE");
  }

  private Map<String, String> options(
      String root, Map<String, String> flags, Map<String, String> environment) throws IOException {
    Location location = Location.ofPath(folder.resolve(root));
    return new StoreOptions(flags, environment, folder, null).of(location).asMap();
  }

  @Test
  void flagsGoBeforeTheEnvironmentAndThatBeforeFiles() throws IOException {
    Map<String, String> home = Map.of("XDG_CONFIG_HOME", folder.resolve("xdg").toString());
    shell.write("xdg/runpaths/config.toml", "[\"file:///\"]\nlocks = \"false\"\n");
    assertEquals(Map.of("local.locks", "false"), options("x", Map.of(), home));
    Map<String, String> more =
        Map.of("XDG_CONFIG_HOME", home.get("XDG_CONFIG_HOME"), "RUNPATHS_LOCAL_LOCKS", "true");
    assertEquals(Map.of("local.locks", "true"), options("x", Map.of(), more));
    assertEquals(Map.of("local.locks", "auto"), options("x", Map.of("local.locks", "auto"), more));
  }

  @Test
  void theLongestPrefixOfWholeSegmentsWins() throws IOException {
    String uri = folder.toUri().toString();
    shell.write(
        "home/.config/runpaths/config.toml",
        """
        ["%1$slab/deep"]
        durable = false
        ["%1$slab"]
        durable = true
        local.locks = "true"
        ["file://"]
        lock-timeout = "5s"
        """
            .formatted(uri));
    Map<String, String> home = Map.of("HOME", folder.resolve("home").toString());
    assertEquals(
        Map.of("local.durable", "false", "local.locks", "true", "local.lock-timeout", "5s"),
        options("lab/deep/x", Map.of(), home));
    assertEquals(
        Map.of("local.durable", "true", "local.locks", "true", "local.lock-timeout", "5s"),
        options("lab/deeper", Map.of(), home));
    assertEquals(Map.of("local.lock-timeout", "5s"), options("lab-2", Map.of(), home));
  }

  @Test
  void readsTheFileBesideTheRootAndLeavesTablesOfOthersAlone() throws IOException {
    shell.write(
        "project/config.toml",
        "title = \"not ours\"\n[database]\npassword = \"theirs\"\n[\"file:///\"]\nlocks = \"x\"\n");
    TestShell.Result result = shell.run("ls", "project/outputs");
    assertEquals(2, result.code());
    assertTrue(result.err().contains("local.locks"), result.err());
    shell.write("config.toml", "this is = not [ toml");
    assertEquals(3, shell.run("ls", "outputs").code());
  }

  @Test
  void refusesSecretsUnknownNamesAndBadFilesNamingThem() throws IOException {
    String file = "home/.config/runpaths/config.toml";
    for (String[] bad :
        List.of(
            new String[] {"[\"s3://lab\"]\nsecret-key = \"x\"\n", "secret"},
            new String[] {"[\"file:///\"]\nlokcs = \"x\"\n", "lokcs"},
            new String[] {"[\"file:///\"]\nlocks = [1]\n", "list"},
            new String[] {"root = \"x\"\n", "root"},
            new String[] {"[\"file://host/x\"]\n", "host"},
            new String[] {"[[[", "line 1"})) {
      shell.write(file, bad[0]);
      TestShell.Result result = shell.run("ls");
      assertEquals(2, result.code(), bad[0] + result);
      assertTrue(result.err().contains("config.toml"), result.err());
      assertTrue(result.err().contains(bad[1]), result.err());
      assertEquals(1, result.err().lines().count(), result.err());
    }
  }

  @Test
  void knowsSecretsByTheirNames() {
    for (String name :
        List.of("s3.secret-key", "sftp.password", "gcs.token", "apiKey", "x.access_key")) {
      assertTrue(SettingNames.isSecret(name), name);
    }
    for (String name :
        List.of("s3.profile", "gcs.credentials-file", "sftp.password-file", "s3.path-style")) {
      assertFalse(SettingNames.isSecret(name), name);
    }
  }
}
