package io.runpaths.vfs;

import static io.runpaths.vfs.Sentences.assertHides;
import static io.runpaths.vfs.Sentences.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.RunStores;
import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import io.runpaths.spi.PathProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VfsProviderTest {
  private final VfsProvider provider = new VfsProvider();

  @Test
  void isFoundByTheServiceLoaderForItsSchemes() {
    assertEquals(Set.of("ram", "sftp"), provider.schemes());
    assertTrue(
        RunStores.providers().stream()
            .anyMatch(info -> info.className().equals(VfsProvider.class.getName())));
    assertEquals("sftp://host/scratch", RunStores.resolve("sftp://host/scratch/").uri());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ram:///",
        "ram:///outputs",
        "ram://name",
        "ram://name/a%20b",
        "sftp://host",
        "sftp://host/~/outputs",
        "sftp://alice@host:2222/scratch/a b#c?d%25",
        "sftp://[::1]:2222/scratch",
        "sftp://alice@[fe80::1]/scratch"
      })
  void theTextOfALocationResolvesToThatLocation(String uri) {
    Location location = provider.resolve(uri);
    assertEquals(uri, location.uri());
    assertEquals(location, provider.resolve(location.uri()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sftp:///scratch",
        "sftp://@host/scratch",
        "sftp://alice@/scratch",
        "sftp://host:0/scratch",
        "sftp://host:65536/scratch",
        "sftp://host:+22/scratch",
        "sftp://host:ssh/scratch",
        "sftp://host:/scratch",
        "sftp://[::1/scratch",
        "sftp://-oProxyCommand=x/scratch",
        "sftp://host/a/../b",
        "sftp:host/scratch",
        "sftp://alice:secret@host/scratch",
        "ram:scratch",
        "ram://name/a//b"
      })
  void aLocationThatNamesNothingIsRefusedAndARightOneShown(String uri) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> provider.resolve(uri));
    String scheme = uri.substring(0, uri.indexOf(':'));
    assertSays(scheme + "://", refusal);
    assertHides("secret", refusal);
  }

  @Test
  void hostAndPortAreTakenApart() {
    assertEquals(new SftpAddress("", "host", 22), address("sftp://host/x"));
    assertEquals(new SftpAddress("a@b", "host", 2222), address("sftp://a@b@host:2222/x"));
    assertEquals(new SftpAddress("alice", "::1", 2222), address("sftp://alice@[::1]:2222"));
    assertEquals("host", address("sftp://host").knownAs());
    assertEquals("[host]:2222", address("sftp://host:2222").knownAs());
    assertEquals("ssh-keyscan -p 2222 host", address("sftp://host:2222").keyscan());
  }

  @Test
  void everySettingIsDescribed() {
    List<String> names = provider.options().stream().map(OptionSpec::name).toList();
    assertEquals(
        List.of(
            "sftp.user",
            "sftp.known-hosts",
            "sftp.identity",
            "sftp.passphrase-file",
            "sftp.password-file",
            "sftp.timeout",
            "sftp.connections"),
        names);
  }

  @Test
  void badSettingsAreRefusedWhenTheStoreIsOpened(@TempDir Path folder) throws IOException {
    Location root = provider.resolve("sftp://host/scratch");
    for (Map<String, String> bad :
        List.of(
            Map.of("sftp.timeout", "soon"),
            Map.of("sftp.connections", "0"),
            Map.of("sftp.identity", folder.resolve("missing").toString()),
            Map.of("sftp.identity", folder.toString()),
            Map.of("sftp.password-file", folder.resolve("missing").toString()),
            Map.of("sftp.password", "open sesame"),
            Map.of("sftp.user", " "))) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class, () -> provider.open(root, Options.of(bad)), bad + "");
      String name = bad.keySet().iterator().next();
      assertSays(name, refusal);
      assertHides("open sesame", refusal);
    }
    Path key = Files.writeString(folder.resolve("key"), "secret");
    Options good = Options.of(Map.of("sftp.identity", key + "," + key, "unknown", "ignored"));
    assertEquals(2, SftpSettings.of(root, good).identities().size());
  }

  @Test
  void theUserOfTheUriWinsOverTheSetting() {
    Options options = Options.of(Map.of("sftp.user", "bob"));
    assertEquals("alice", settings("sftp://alice@host", options).user());
    assertEquals("bob", settings("sftp://host", options).user());
    assertEquals(System.getProperty("user.name"), settings("sftp://host", Options.NONE).user());
  }

  @Test
  void openingConnectsToNothing() throws IOException {
    Location root = provider.resolve("sftp://host.invalid/scratch");
    provider.open(root, Options.NONE).close();
  }

  /** What the command does whenever it starts must not cost the loading of two libraries. */
  @Test
  void lookingForProvidersLoadsNeitherVfsNorSsh(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("classes.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-Xshare:auto",
                "-cp",
                classPath(),
                Look.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("sftp://host/scratch"), said);
    List<String> loaded;
    try (var lines = Files.lines(log)) {
      loaded =
          lines
              .filter(
                  line ->
                      line.contains("org.apache.commons.vfs2") || line.contains("com.jcraft.jsch"))
              .toList();
    }
    assertEquals(List.of(), loaded);
  }

  /** The whole of both paths: which of them a test runs on is the build's business. */
  private static String classPath() {
    return System.getProperty("java.class.path")
        + System.getProperty("path.separator")
        + System.getProperty("jdk.module.path", "")
        + System.getProperty("path.separator")
        + Path.of("target", "classes").toAbsolutePath()
        + System.getProperty("path.separator")
        + Path.of("target", "test-classes").toAbsolutePath();
  }

  /** The program of another process: finds the provider, asks it, resolves. */
  static final class Look {
    private Look() {}

    public static void main(String[] arguments) {
      for (PathProvider found : ServiceLoader.load(PathProvider.class)) {
        if (found.schemes().contains("sftp")) {
          System.out.println(found.options());
          System.out.println(found.resolve("sftp://host/scratch"));
        }
      }
    }
  }

  private static SftpAddress address(String uri) {
    return SftpAddress.of(Location.parse(uri));
  }

  private static SftpSettings settings(String uri, Options options) {
    return SftpSettings.of(Location.parse(uri), options);
  }
}
