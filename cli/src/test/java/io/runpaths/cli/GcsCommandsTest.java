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
class GcsCommandsTest {
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
  private GcsTestServer server;
  private TestShell shell;
  private String root;

  @BeforeEach
  void openShell() {
    server = GcsTestServer.get();
    root = "gs://lab/" + UUID.randomUUID();
    shell = new TestShell(folder).with("RUNPATHS_GCS_RETRIES", "0");
    server.variables().forEach(shell::with);
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
    assertTrue(server.has("lab", run.substring("gs://lab/".length()) + "/run.json"));
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
  void unlinksWhatItLinked() {
    String run = create();
    shell.ok("create", root, "staged", "--run-id", "x", "--ancestor", run);
    shell.ok("link", root + "/x", run, "--role", "teacher");
    shell.ok("unlink", root + "/x");
    assertFalse(shell.ok("show", root + "/x").out().contains("ancestor"));
    assertTrue(shell.ok("show", root + "/x").out().contains("teacher"));
  }

  @Test
  void linksLeaveWhatGcsfuseShowsWhereThatIsWanted() {
    String run = create();
    String below = root.substring("gs://lab/".length());
    shell.ok("create", root, "staged", "--run-id", "plain", "--ancestor", run);
    assertFalse(server.has("lab", below + "/plain/ancestor"));
    String[] fuse = {"--gcs-fuse-links", "true"};
    shell.ok("create", root, "staged", "--run-id", "x", "--ancestor", run, fuse[0], fuse[1]);
    assertTrue(server.has("lab", below + "/x/ancestor"));
    assertTrue(shell.ok("ls", root + "/x").out().isEmpty(), "a link is no artifact");
    assertEquals(0, shell.run("lineage", root, "--check").code());
    shell.ok("unlink", root + "/x", fuse[0], fuse[1]);
    assertFalse(server.has("lab", below + "/x/ancestor"));
  }

  @Test
  void takesTheOtherSpellingsOfTheSchemeAndPrintsItsOwn() {
    String run = create();
    for (String scheme : List.of("gcs", "GS")) {
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
          {"gs://Bad_Bucket/outputs", "Bad_Bucket"},
          {"gs://ab/outputs", "3 to 63"},
          {"gs://", "gs://bucket/outputs"},
          {"gs:lab/outputs", "gs://bucket/outputs"},
          {"gs://192.168.1.1/outputs", "IP address"},
          {"gs://google-runs/outputs", "goog"},
          {"gs://user:secret@lab/outputs", "password"},
          {"gs://lab/a/../b", ".."},
          {"gs://lab/" + "x".repeat(1100), "1024"},
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
          {"ls", "gs://no-such-bucket/outputs"},
          {"show", "gs://no-such-bucket/outputs/x"},
          words("create", "gs://no-such-bucket/outputs", HASHED)
        }) {
      assertFails(3, "no-such-bucket does not exist", words);
    }
    assertFails(3, "no run.json", "show", root + "/x");
    assertEquals("", shell.ok("ls", root + "/nothing-yet").out());
  }

  @Test
  void saysWhatIsWrongWithTheWayThere() throws IOException {
    assertFails(
        7, "nothing answers at 127.0.0.1:1", "ls", root, "--gcs-endpoint=http://127.0.0.1:1");
    assertFails(
        7, "nowhere.invalid is not known", "ls", root, "--gcs-endpoint", "http://nowhere.invalid");
    assertFails(
        6, "drop gcs.anonymous", "ls", root, "--gcs-credentials-file=", "--gcs-anonymous=1");
    try (ServerSocket web = WebPage.serve()) {
      String endpoint = "http://127.0.0.1:" + web.getLocalPort();
      assertFails(
          7,
          "does not speak as Google Cloud Storage",
          "ls",
          "gs://lab",
          "--gcs-endpoint",
          endpoint);
    }
  }

  @Test
  void saysWhatIsWrongWithAFileOfCredentials() throws IOException {
    Path text = shell.write("hush.json", "my secret is hush");
    assertFails(6, text + ", which is no JSON file", "ls", root, flag(text));
    Path other = shell.write("other.json", "{\"type\": \"hush\"}");
    assertFails(
        6, other + ", which is a JSON file, and none of credentials", "ls", root, flag(other));
    Path absent = folder.resolve("absent.json");
    assertFails(2, absent.toString(), "ls", root, flag(absent));
  }

  private static String flag(Path credentials) {
    return "--gcs-credentials-file=" + credentials;
  }

  @Test
  void asksForAProjectWhereTheRequesterPays() {
    String payer = "gs://payer-bucket/outputs";
    assertFails(6, "gcs.requester-pays", "ls", payer);
    shell.ok("ls", payer, "--gcs-requester-pays", "true");
    shell.ok("ls", payer, "--gcs-requester-pays", "true", "--gcs-project", "another-project");
  }

  @Test
  void saysWhatALockedObjectIs() {
    String run =
        shell.ok(words("create", "gs://locked-bucket/" + UUID.randomUUID(), HASHED)).line();
    shell.stdin("x").ok("put", run, "-", "x.txt");
    shell.stdin("y");
    assertFails(6, "retention policy", "put", run, "-", "x.txt", "--replace");
    TestShell.Result removal = shell.run("rm", run, "x.txt", "--yes");
    assertTrue(removal.err().contains("retention policy"), removal.toString());
    assertEquals("x", shell.ok("cat", run, "x.txt").out());
  }

  @Test
  void reportsErrorsAsOneJsonObject() {
    TestShell.Result result = shell.run("--json", "ls", "gs://no-such-bucket/outputs");
    assertEquals(3, result.code());
    assertEquals("", result.out());
    assertTrue(result.err().startsWith("{\"error\":{\"type\":\"NotFound\","), result.err());
    assertTrue(result.err().contains("\"location\":\"gs://no-such-bucket/outputs"), result.err());
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
