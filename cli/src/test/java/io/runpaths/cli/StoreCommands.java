package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a bucket: what they do on disk, and what only a bucket can get wrong. */
abstract class StoreCommands {
  static final String[] HASHED = {
    "hashed",
    "--dataset",
    "mnist",
    "--architecture",
    "ResNet-18",
    "--set",
    "lr=0.1",
    "--timestamp",
    "1770508800",
    "--date",
    "20260208"
  };

  @TempDir Path folder;
  TestShell shell;
  String root;

  private final String scheme;
  private final List<String> aliases;
  private final String name;

  /**
   * Commands on a bucket {@code lab}.
   *
   * @param scheme of the store's URIs
   * @param aliases others that mean the same
   * @param name what the names of the settings begin with
   */
  StoreCommands(String scheme, List<String> aliases, String name) {
    this.scheme = scheme;
    this.aliases = aliases;
    this.name = name;
  }

  /** Variables by which the commands reach the server. */
  abstract Map<String, String> variables();

  /** Whether there is an object in the bucket, asked behind the commands' back. */
  abstract boolean has(String key);

  /** The name of a bucket that the store keeps for itself, and what the message tells. */
  abstract String[] reservedName();

  /** What the message tells of a server of something else. */
  abstract String otherServer();

  @BeforeEach
  void openShell() {
    root = uri("lab/" + UUID.randomUUID());
    shell =
        new TestShell(folder).with("RUNPATHS_" + name.toUpperCase(Locale.ROOT) + "_RETRIES", "0");
    variables().forEach(shell::with);
  }

  /** A URI of the store. */
  final String uri(String place) {
    return scheme + "://" + place;
  }

  /** The key of an object in the bucket. */
  final String key(String uri) {
    return uri.substring(uri("lab/").length());
  }

  final String create() {
    return shell.ok(words("create", root, HASHED)).line();
  }

  static String[] words(String first, String second, String[] middle, String... last) {
    return Stream.of(Stream.of(first, second), Stream.of(middle), Stream.of(last))
        .flatMap(words -> words)
        .toArray(String[]::new);
  }

  @Test
  void createsAttachesListsAndShowsRuns() {
    String run = create();
    assertEquals(root + "/20260208_mnist_resnet18_", run.substring(0, run.length() - 6));
    assertTrue(has(key(run) + "/run.json"));
    TestShell.Result again = shell.run(words("create", root, HASHED));
    assertEquals(4, again.code());
    assertTrue(again.err().contains(run) && again.err().contains("--attach"), again.err());
    assertEquals(run, shell.ok(words("create", root, HASHED, "--attach")).line());
    shell.ok("create", root, "staged", "--stage", "fine", "--run-id", "x", "--ancestor", run);
    String id = run.substring(run.lastIndexOf('/') + 1);
    assertEquals(List.of(id, "fine/x"), shell.ok("ls", root).lines());
    assertEquals(List.of(id, "fine/x"), shell.ok("ls", root + "/", "--unchecked").lines());
    assertEquals(2, shell.ok("ls", root, "--long").lines().size());
    assertTrue(shell.ok("show", root + "/fine/x").out().contains(id));
    assertTrue(shell.ok("lineage", run).out().contains("fine/x"));
    assertEquals(0, shell.run("lineage", root, "--check").code());
  }

  @Test
  void takesTheOtherSpellingsOfTheSchemeAndPrintsItsOwn() {
    String run = create();
    for (String alias : aliases) {
      assertTrue(
          run.endsWith(shell.ok("ls", alias + root.substring(scheme.length())).line()), alias);
      assertEquals(run, shell.ok("path", alias + run.substring(scheme.length()), "run").line());
    }
  }

  @Test
  void putsGetsAndRemovesArtifacts() throws IOException {
    String run = create();
    shell.write("a.txt", "alpha");
    shell.write("plots/roc.png", "roc");
    shell.ok("put", run, "a.txt", "reports/a.txt");
    TestShell.Result twice = shell.run("put", run, "a.txt", "reports/a.txt");
    assertEquals(4, twice.code());
    assertTrue(twice.err().contains("--replace"), twice.err());
    shell.ok("put", run, "plots", "a.txt", "figures/");
    shell.stdin("from a pipe").ok("put", run, "-", "logs/pipe.txt");
    assertEquals(
        List.of("figures/a.txt", "figures/plots/roc.png", "logs/pipe.txt", "reports/a.txt"),
        shell.ok("ls", run).lines());
    assertEquals("from a pipe", shell.ok("cat", run, "logs/pipe.txt").out());
    shell.ok("get", run, "figures/", "copy");
    assertEquals("roc", shell.read("copy/plots/roc.png"));
    String plan = shell.ok("rm", run, "reports/a.txt", "--dry-run").line();
    assertEquals("delete " + run + "/reports/a.txt (5 bytes)", plan);
    assertEquals(2, shell.run("rm", run, "reports/a.txt").code());
    shell.ok("rm", run, "reports/a.txt", "--yes");
    assertEquals(3, shell.run("cat", run, "reports/a.txt").code());
    assertEquals(3, shell.run("rm", run, "reports/a.txt", "--yes").code());
  }

  @Test
  void anEnvironmentVariableMakesABucketTheDefaultRoot() {
    String run = create();
    String id = run.substring(run.lastIndexOf('/') + 1);
    shell.with("RUNPATHS_ROOT", root);
    assertEquals(id, shell.ok("ls").line());
    assertTrue(shell.ok("show", id).out().contains(run));
    shell.with("RUNPATHS_RUN", run);
    shell.stdin("x").ok("put", "-", "x.txt");
    assertEquals("x", shell.ok("cat", "x.txt").out());
  }

  @Test
  void refusesBadNamesInWords() {
    for (String[] bad :
        new String[][] {
          {uri("Bad_Bucket/outputs"), "Bad_Bucket"},
          {uri("ab/outputs"), "3 to 63"},
          {uri(""), uri("bucket/outputs")},
          {scheme + ":lab/outputs", uri("bucket/outputs")},
          {uri("192.168.1.1/outputs"), "IP address"},
          reservedName(),
          {uri("user:secret@lab/outputs"), "password"},
          {uri("lab/a/../b"), ".."},
          {uri("lab/" + "x".repeat(1100)), "1024"},
        }) {
      for (String command : List.of("ls", "show", "create")) {
        String[] words =
            command.equals("create")
                ? new String[] {command, bad[0], "staged"}
                : new String[] {command, bad[0]};
        TestShell.Result result = shell.run(words);
        assertEquals(2, result.code(), bad[0] + result);
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains(bad[1]), result.err());
        assertFalse(result.err().contains("secret@"), result.err());
      }
    }
  }

  @Test
  void tellsABucketThatIsNotThereFromARunThatIsNot() {
    for (String[] words :
        new String[][] {
          {"ls", uri("no-such-bucket/outputs")},
          {"show", uri("no-such-bucket/outputs/x")},
          words("create", uri("no-such-bucket/outputs"), HASHED)
        }) {
      assertFails(3, "no-such-bucket does not exist", words);
    }
    assertFails(3, "no run.json", "show", root + "/x");
    assertEquals("", shell.ok("ls", root + "/nothing-yet").out());
  }

  @Test
  void saysWhatIsWrongWithTheWayThere() throws IOException {
    String flag = "--" + name + "-endpoint";
    assertFails(7, "nothing answers at 127.0.0.1:1", "ls", root, flag + "=http://127.0.0.1:1");
    assertFails(7, "nowhere.invalid is not known", "ls", root, flag, "http://nowhere.invalid");
    try (ServerSocket web = WebPage.serve()) {
      String endpoint = "http://127.0.0.1:" + web.getLocalPort();
      assertFails(7, otherServer(), "ls", uri("lab"), flag, endpoint);
    }
  }

  @Test
  void reportsErrorsAsOneJsonObject() {
    TestShell.Result result = shell.run("--json", "ls", uri("no-such-bucket/outputs"));
    assertEquals(3, result.code());
    assertEquals("", result.out());
    assertTrue(result.err().startsWith("{\"error\":{\"type\":\"NotFound\","), result.err());
    assertTrue(
        result.err().contains("\"location\":\"" + uri("no-such-bucket/outputs")), result.err());
    assertTrue(result.err().endsWith("\"exit\":3}}\n"), result.err());
  }

  final void assertFails(int code, String words, String... command) {
    TestShell.Result result = shell.run(command);
    assertEquals(code, result.code(), result.toString());
    assertEquals("", result.out());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(words), result.err());
  }
}
