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
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every setting of a store by flag, variable and file; and settings that do not exist. */
abstract class StoreSettings {
  static final String NOWHERE = "http://127.0.0.1:1";

  @TempDir Path folder;
  TestShell shell;

  private final String scheme;
  private final String alias;
  private final String flags;
  private final String variables;
  private final int count;

  /**
   * Settings.
   *
   * @param scheme of the store's URIs
   * @param alias another one that means the same
   * @param name what the names of the settings begin with
   * @param count how many there are
   */
  StoreSettings(String scheme, String alias, String name, int count) {
    this.scheme = scheme;
    this.alias = alias;
    this.flags = "--" + name + "-";
    this.variables = "RUNPATHS_" + name.toUpperCase(Locale.ROOT) + "_";
    this.count = count;
  }

  /** Where the server of the tests is. */
  abstract String endpoint();

  /** A table of a file for URIs of that prefix: an endpoint, and who asks. */
  abstract String table(String prefix, String endpoint);

  /** Values that are no good: the flag, the value, and what the message tells. */
  abstract String[][] badValues();

  @BeforeEach
  void openShell() {
    shell = new TestShell(folder).with(variables + "RETRIES", "0");
  }

  /** A URI of the store. */
  final String uri(String place) {
    return scheme + "://" + place;
  }

  private List<OptionSpec> specs() {
    for (ProviderInfo provider : RunStores.providers()) {
      if (provider.schemes().contains(scheme)) {
        return provider.options();
      }
    }
    throw new AssertionError("The command does not bring the backend of " + scheme);
  }

  @Test
  void everySettingIsAFlagAVariableAndAnEntryOfAFile() throws IOException {
    assertEquals(count, specs().size());
    Location root = Location.parse(uri("lab-bucket/outputs"));
    for (OptionSpec spec : specs()) {
      String name = spec.name();
      String brief = name.substring(name.indexOf('.') + 1);
      shell.write(
          "home/.config/runpaths/config.toml",
          "[\"%s\"]\n%s = \"%s\"\n".formatted(uri("lab-bucket"), brief, spec.example()));
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
    shell.write(file, table(uri("lab"), endpoint()));
    shell.ok("ls", uri("lab/settings"));
    shell.with(variables + "ENDPOINT", NOWHERE);
    assertEquals(7, shell.run("ls", uri("lab/settings")).code());
    shell.ok("ls", uri("lab/settings"), flags + "endpoint", endpoint());
  }

  @Test
  void theLongestPrefixOfAUriWins() throws IOException {
    String file = "home/.config/runpaths/config.toml";
    shell.write(
        file,
        table(uri(""), NOWHERE)
            + table(alias + "://lab", endpoint())
            + table(uri("lab/other"), NOWHERE));
    shell.ok("ls", uri("lab/settings"));
    shell.ok("ls", alias + "://lab/settings");
    shell.ok("ls", uri("lab/others"));
    assertEquals(7, shell.run("ls", uri("lab/other")).code());
    assertEquals(7, shell.run("ls", uri("lab/other/one")).code());
    assertEquals(7, shell.run("ls", uri("lab-bucket/settings")).code());
  }

  @Test
  void readsTheFileBesideTheDefaultRootToo() throws IOException {
    shell.write("config.toml", table(uri("lab"), endpoint()));
    shell.ok("ls", uri("lab/settings"));
    shell.write("home/.config/runpaths/config.toml", table(uri("lab/settings"), NOWHERE));
    assertEquals(7, shell.run("ls", uri("lab/settings")).code());
  }

  @Test
  void namesTheSettingsThereAreWhereOneIsNotThere() throws IOException {
    for (OptionSpec spec : specs()) {
      String flag = SettingNames.flag(spec.name());
      assertTrue(usage("ls", uri("lab/x"), flags + "endpont=" + NOWHERE).contains(flag), flag);
    }
    for (String secret : List.of("secret-key", "token")) {
      String message = usage("ls", uri("lab/x"), flags + secret, "hush");
      assertTrue(message.contains("name a profile or a file"), message);
      assertFalse(message.contains("hush"), message);
    }
    shell.with(variables + "ENDPONT", NOWHERE);
    String variable = usage("ls", uri("lab/x"));
    assertTrue(variable.contains(variables + "ENDPONT"), variable);
    assertTrue(variable.contains(variables + "ENDPOINT"), variable);
    shell.ok("create", "staged");
    shell.environment.remove(variables + "ENDPONT");
    shell.write(
        "home/.config/runpaths/config.toml", "[\"%s\"]\nendpont = \"x\"\n".formatted(uri("lab")));
    String entry = usage("ls", uri("lab/x"));
    assertTrue(entry.contains("config.toml") && entry.contains("endpoint"), entry);
  }

  @Test
  void namesTheSettingWhoseValueIsNoGood() {
    for (String[] bad : badValues()) {
      String message = usage("ls", uri("lab/x"), bad[0], bad[1]);
      assertTrue(message.contains(bad[2]), message);
      assertFalse(message.contains("hush"), message);
    }
  }

  final String usage(String... words) {
    TestShell.Result result = shell.run(words);
    assertEquals(2, result.code(), result.toString());
    assertEquals(1, result.err().lines().count(), result.err());
    return result.err();
  }
}
