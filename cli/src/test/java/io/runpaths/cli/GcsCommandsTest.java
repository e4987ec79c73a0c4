package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The commands on a bucket of Google Cloud Storage. */
class GcsCommandsTest extends StoreCommands {
  private final GcsTestServer server = GcsTestServer.get();

  GcsCommandsTest() {
    super("gs", List.of("gcs", "GS"), "gcs");
  }

  @Override
  Map<String, String> variables() {
    return server.variables();
  }

  @Override
  boolean has(String key) {
    return server.has("lab", key);
  }

  @Override
  String[] reservedName() {
    return new String[] {"gs://google-runs/outputs", "goog"};
  }

  @Override
  String otherServer() {
    return "does not speak as Google Cloud Storage";
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
    String below = key(root);
    shell.ok("create", root, "staged", "--run-id", "plain", "--ancestor", run);
    assertFalse(has(below + "/plain/ancestor"));
    String[] fuse = {"--gcs-fuse-links", "true"};
    shell.ok("create", root, "staged", "--run-id", "x", "--ancestor", run, fuse[0], fuse[1]);
    assertTrue(has(below + "/x/ancestor"));
    assertTrue(shell.ok("ls", root + "/x").out().isEmpty(), "a link is no artifact");
    assertEquals(0, shell.run("lineage", root, "--check").code());
    shell.ok("unlink", root + "/x", fuse[0], fuse[1]);
    assertFalse(has(below + "/x/ancestor"));
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
  void saysWhatToDropWhereNobodyMayReadWithoutCredentials() {
    assertFails(
        6, "drop gcs.anonymous", "ls", root, "--gcs-credentials-file=", "--gcs-anonymous=1");
  }
}
