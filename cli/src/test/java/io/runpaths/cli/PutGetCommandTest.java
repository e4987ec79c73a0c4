package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PutGetCommandTest {
  @TempDir Path folder;
  private TestShell shell;

  @BeforeEach
  void makeRun() throws IOException {
    shell = new TestShell(folder);
    shell.ok("create", "staged", "--run-id", "r");
    shell.write("a.txt", "alpha");
    shell.write("b.txt", "beta");
  }

  private List<String> artifacts() {
    return shell.ok("ls", "r").lines();
  }

  @Test
  void storesAFileUnderTheNameGiven() {
    assertTrue(shell.ok("put", "r", "a.txt", "notes/first.txt").err().contains("5 bytes"));
    assertEquals("alpha", shell.ok("cat", "r", "notes/first.txt").out());
    shell.ok("put", "r", "a.txt", "b.txt", "notes/");
    assertEquals(List.of("notes/a.txt", "notes/b.txt", "notes/first.txt"), artifacts());
    assertEquals("", shell.ok("put", "r", "a.txt", "x.txt", "--quiet").err());
    assertTrue(shell.ok("put", "r", "a.txt", "y.txt", "--json").out().contains("\"size\" : 5"));
  }

  @Test
  void neverOverwritesUnlessToldTo() {
    shell.ok("put", "r", "a.txt", "x.txt");
    TestShell.Result again = shell.run("put", "r", "b.txt", "x.txt");
    assertEquals(4, again.code());
    assertTrue(again.err().contains("--replace"), again.err());
    assertEquals(1, again.err().lines().count());
    assertEquals("alpha", shell.ok("cat", "r", "x.txt").out());
    shell.ok("put", "r", "b.txt", "x.txt", "--replace");
    assertEquals("beta", shell.ok("cat", "r", "x.txt").out());
  }

  @Test
  void storesWhatItCanAndTellsThatTheRestFailed() {
    shell.ok("put", "r", "a.txt", "d/a.txt");
    TestShell.Result partly = shell.run("put", "r", "a.txt", "b.txt", "d/");
    assertEquals(10, partly.code());
    assertTrue(partly.err().contains("1 of 2"), partly.err());
    assertEquals(List.of("d/a.txt", "d/b.txt"), artifacts());
  }

  @Test
  void takesFoldersWithAllThatIsInThem() throws IOException {
    shell.write("plots/x.png", "x");
    shell.write("plots/deep/er/y.png", "y");
    shell.ok("put", "r", "plots", "figures/");
    shell.ok("put", "r", "plots", "all");
    shell.ok("put", "r", "plots/", "slash");
    assertEquals(
        List.of(
            "all/deep/er/y.png",
            "all/x.png",
            "figures/plots/deep/er/y.png",
            "figures/plots/x.png",
            "slash/deep/er/y.png",
            "slash/x.png"),
        artifacts());
  }

  @Test
  void followsNoLinkOutOfAFolder() throws IOException {
    shell.write("secret.txt", "secret");
    shell.write("plots/x.png", "x");
    Files.createSymbolicLink(folder.resolve("plots/out"), Path.of("../secret.txt"));
    Files.createSymbolicLink(folder.resolve("plots/up"), Path.of(".."));
    Files.createSymbolicLink(folder.resolve("plots/in"), Path.of("x.png"));
    Files.createSymbolicLink(folder.resolve("plots/lost"), Path.of("nothing"));
    TestShell.Result result = shell.run("put", "r", "plots", "p");
    assertEquals(10, result.code());
    assertEquals(List.of("p/in", "p/x.png"), artifacts());
    for (String left : List.of("plots/out", "plots/up", "plots/lost")) {
      assertTrue(result.err().contains(left), result.err());
    }
  }

  @Test
  void storesStandardInput() {
    shell.stdin("from a pipe").ok("put", "r", "-", "pipe.txt");
    assertEquals("from a pipe", shell.ok("cat", "r", "pipe.txt").out());
    assertEquals(4, shell.stdin("again").run("put", "r", "-", "pipe.txt").code());
    shell.stdin("again").ok("put", "r", "-", "pipe.txt", "--replace");
    assertEquals(2, shell.run("put", "r", "-", "folder/").code());
    assertEquals(2, shell.run("put", "r", "-", "a.txt", "folder/").code());
  }

  @Test
  void refusesBadSourcesAndNames() {
    assertEquals(3, shell.run("put", "r", "nothing.txt", "x.txt").code());
    assertEquals(2, shell.run("put", "r", "a.txt", "b.txt", "x.txt").code());
    assertEquals(2, shell.run("put", "r", "a.txt").code());
    assertEquals(2, shell.run("put", "r").code());
    for (String name :
        List.of("../x", "/x", "run.json", "ancestor", "descendants/x", ".runpaths")) {
      assertEquals(2, shell.run("put", "r", "a.txt", name).code(), name);
    }
    assertEquals(List.of(), artifacts());
    shell.with("RUNPATHS_RUN", "r");
    shell.ok("put", "a.txt", "x.txt");
    assertEquals("alpha", shell.ok("cat", "x.txt").out());
  }

  @Test
  void getsAnArtifactUnderItsLastNameAndNeverOverwrites() throws IOException {
    shell.ok("put", "r", "a.txt", "notes/got.txt");
    assertEquals(
        folder.resolve("got.txt").toString(), shell.ok("get", "r", "notes/got.txt").line());
    assertEquals("alpha", shell.read("got.txt"));
    shell.write("got.txt", "mine");
    TestShell.Result again = shell.run("get", "r", "notes/got.txt");
    assertEquals(4, again.code());
    assertEquals("mine", shell.read("got.txt"));
    assertEquals(4, shell.run("get", "r", "notes/got.txt", "b.txt").code());
    assertEquals("beta", shell.read("b.txt"));
    shell.ok("get", "r", "notes/got.txt", "other.txt");
    Files.createDirectory(folder.resolve("into"));
    shell.ok("get", "r", "notes/got.txt", "into");
    assertEquals("alpha", shell.read("into/got.txt"));
    assertEquals("alpha", shell.ok("get", "r", "notes/got.txt", "-").out());
    assertNoDraftsAreLeft();
  }

  @Test
  void getsAFolderWhole() throws IOException {
    shell.ok("put", "r", "a.txt", "f/a.txt");
    shell.ok("put", "r", "b.txt", "f/deep/b.txt");
    shell.ok("get", "r", "f");
    assertEquals("beta", shell.read("f/deep/b.txt"));
    assertEquals(4, shell.run("get", "r", "f/").code());
    shell.ok("get", "r", "f/", "g");
    assertEquals("alpha", shell.read("g/a.txt"));
    assertTrue(shell.ok("get", "r", "f", "h", "--json").out().contains("\"artifacts\" : 2"));
    assertEquals(2, shell.run("get", "r", "f/", "-").code());
    assertNoDraftsAreLeft();
  }

  @Test
  void saysWhatIsNotThere() {
    assertEquals(3, shell.run("get", "r", "nothing").code());
    assertEquals(3, shell.run("cat", "r", "nothing").code());
    assertEquals(3, shell.run("get", "nothing", "x").code());
    shell.ok("put", "r", "a.txt", "a.txt");
    assertEquals(3, shell.run("get", "r", "a.txt", "no/such/folder").code());
    assertEquals(2, shell.run("get", "r", "../a.txt").code());
    assertEquals(2, shell.run("cat").code());
  }

  @Test
  void removesAnArtifactOnlyAfterSayingSo() {
    shell.ok("put", "r", "a.txt", "x.txt");
    TestShell.Result plan = shell.ok("rm", "r", "x.txt", "--dry-run");
    assertTrue(plan.line().contains("x.txt (5 bytes)"), plan.out());
    assertEquals(List.of("x.txt"), artifacts());
    assertEquals(2, shell.run("rm", "r", "x.txt").code());
    assertEquals(List.of("x.txt"), artifacts());
    shell.terminals.addAll(List.of("in", "err"));
    assertTrue(shell.stdin("n\n").ok("rm", "r", "x.txt").err().contains("[y/N]"));
    assertEquals(List.of("x.txt"), artifacts());
    shell.stdin("y\n").ok("rm", "r", "x.txt");
    assertEquals(List.of(), artifacts());
    shell.terminals.clear();
    assertEquals(3, shell.run("rm", "r", "x.txt", "--yes").code());
    shell.ok("put", "r", "a.txt", "x.txt");
    assertTrue(
        shell.ok("rm", "r", "x.txt", "--yes", "--json").out().contains("\"deleted\" : true"));
  }

  @Test
  void saysThatWholeRunsAreNotRemovedYet() {
    assertEquals(8, shell.run("rm", "r").code());
    assertEquals(8, shell.run("rm", "r", "s", "t").code());
    assertEquals(2, shell.run("rm", "r", "run.json", "--yes").code());
    assertTrue(Files.exists(folder.resolve("outputs/r/run.json")));
  }

  private void assertNoDraftsAreLeft() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".part")));
    }
  }
}
