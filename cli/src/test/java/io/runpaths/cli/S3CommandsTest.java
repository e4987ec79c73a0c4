package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a bucket: what they do on disk, and what only a bucket can get wrong. */
class S3CommandsTest {
  private static final String[] HASHED = {
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
  private S3Server server;
  private TestShell shell;
  private String root;

  @BeforeEach
  void openShell() {
    server = S3Server.get();
    root = "s3://lab/" + UUID.randomUUID();
    shell =
        new TestShell(folder)
            .with("RUNPATHS_S3_ENDPOINT", server.endpoint())
            .with("RUNPATHS_S3_REGION", "us-east-1")
            .with("RUNPATHS_S3_PROFILE", "lab")
            .with("RUNPATHS_S3_RETRIES", "0");
  }

  private String create() {
    return shell.ok(words("create", root, HASHED)).line();
  }

  private static String[] words(String first, String second, String[] middle, String... last) {
    return Stream.of(Stream.of(first, second), Stream.of(middle), Stream.of(last))
        .flatMap(words -> words)
        .toArray(String[]::new);
  }

  @Test
  void createsAttachesListsAndShowsRuns() {
    String run = create();
    assertEquals(root + "/20260208_mnist_resnet18_", run.substring(0, run.length() - 6));
    assertTrue(server.has("lab", run.substring("s3://lab/".length()) + "/run.json"));
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
  void saysWhatAStoreWithoutConditionsCannotDo() {
    String run = create();
    shell.ok("create", root, "staged", "--run-id", "x", "--ancestor", run);
    // s3proxy looks at If-Match before the write and not with it, which is no promise.
    assertFails(8, "does not promise compare-and-set", "unlink", root + "/x");
    assertFails(8, "exclusive creation", words("create", root, HASHED, "--s3-conditions", "none"));
  }

  @Test
  void takesTheOtherSpellingsOfTheSchemeAndPrintsItsOwn() {
    String run = create();
    for (String scheme : List.of("s3a", "s3n", "S3")) {
      assertTrue(run.endsWith(shell.ok("ls", scheme + root.substring(2)).line()), scheme);
      assertEquals(run, shell.ok("path", scheme + run.substring(2), "run").line());
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
          {"s3://Bad_Bucket/outputs", "Bad_Bucket"},
          {"s3://ab/outputs", "3 to 63"},
          {"s3://", "s3://bucket/outputs"},
          {"s3:lab/outputs", "s3://bucket/outputs"},
          {"s3://192.168.1.1/outputs", "IP address"},
          {"s3://runs--use1-az4--x-s3/outputs", "directory bucket"},
          {"s3://user:secret@lab/outputs", "password"},
          {"s3://lab/a/../b", ".."},
          {"s3://lab/" + "x".repeat(1100), "1024"},
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
          {"ls", "s3://no-such-bucket/outputs"},
          {"show", "s3://no-such-bucket/outputs/x"},
          words("create", "s3://no-such-bucket/outputs", HASHED)
        }) {
      assertFails(3, "no-such-bucket does not exist", words);
    }
    assertFails(3, "no run.json", "show", root + "/x");
    assertEquals("", shell.ok("ls", root + "/nothing-yet").out());
  }

  @Test
  void saysWhatIsWrongWithTheWayThere() throws IOException {
    assertFails(
        7, "nothing answers at 127.0.0.1:1", "ls", root, "--s3-endpoint=http://127.0.0.1:1");
    assertFails(
        7, "nowhere.invalid is not known", "ls", root, "--s3-endpoint", "http://nowhere.invalid");
    assertFails(6, "check profile", "ls", root, "--s3-profile", "stranger");
    try (ServerSocket web = WebPage.serve()) {
      String endpoint = "http://127.0.0.1:" + web.getLocalPort();
      assertFails(7, "does not speak S3", "ls", "s3://lab", "--s3-endpoint", endpoint);
    }
  }

  @Test
  void reportsErrorsAsOneJsonObject() {
    TestShell.Result result = shell.run("--json", "ls", "s3://no-such-bucket/outputs");
    assertEquals(3, result.code());
    assertEquals("", result.out());
    assertTrue(result.err().startsWith("{\"error\":{\"type\":\"NotFound\","), result.err());
    assertTrue(result.err().contains("\"location\":\"s3://no-such-bucket/outputs"), result.err());
    assertTrue(result.err().endsWith("\"exit\":3}}\n"), result.err());
  }

  private void assertFails(int code, String words, String... command) {
    TestShell.Result result = shell.run(command);
    assertEquals(code, result.code(), result.toString());
    assertEquals("", result.out());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains(words), result.err());
  }
}
