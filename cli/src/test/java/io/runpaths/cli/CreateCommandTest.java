package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateCommandTest {
  @TempDir Path folder;
  private TestShell shell;

  @BeforeEach
  void openShell() {
    shell = new TestShell(folder);
  }

  private TestShell.Result hashed(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("create", "hashed", "--dataset", "mnist", "--architecture", "ResNet-18"));
    args.addAll(List.of("--set", "lr=0.1"));
    args.addAll(List.of(more));
    return shell.run(args.toArray(String[]::new));
  }

  @Test
  void printsThePlainPathOfARunWithItsFolders() {
    Path run = Path.of(hashed("--timestamp", "1").line());
    assertTrue(run.isAbsolute());
    assertEquals(shell.folder.resolve("outputs"), run.getParent());
    assertTrue(Files.isRegularFile(run.resolve("run.json")));
    assertTrue(Files.isDirectory(run.resolve("figures")));
  }

  @Test
  void refusesTheSameInputsAgainUnlessItMayAttach() {
    String first = hashed("--timestamp", "1").line();
    TestShell.Result again = hashed("--timestamp", "1");
    assertEquals(4, again.code());
    assertEquals("", again.out());
    assertTrue(again.err().contains("--attach"), again.err());
    assertEquals(first, hashed("--timestamp", "1", "--attach").line());
  }

  @Test
  void attachesOnlyWhereSomethingFixesTheId() {
    TestShell.Result result = hashed("--attach");
    assertEquals(2, result.code());
    assertTrue(result.err().contains("Nothing fixes the id"), result.err());
    assertFalse(Files.exists(shell.folder.resolve("outputs/run.json")));
  }

  @Test
  void letsRanksMeetByTheirJob() {
    String first = hashed("--job", "4711", "--attach").line();
    assertEquals(first, hashed("--job", "4711", "--attach").line());
    assertEquals(4, hashed("--job", "4711", "--attach", "--set", "lr=0.2").code());
  }

  @Test
  void takesTheRootBeforeTheLayout() {
    Path other = shell.folder.resolve("elsewhere");
    Path run =
        Path.of(shell.ok("create", "elsewhere", "staged", "--run-id", "a", "--stage", "s").line());
    assertEquals(other.resolve("s/a"), run);
    assertEquals(
        other.resolve("b"),
        Path.of(shell.ok("create", other.toString(), "staged", "--run-id", "b").line()));
    assertEquals(
        other.resolve("c"),
        Path.of(shell.ok("create", other.toUri().toString(), "staged", "--run-id", "c").line()));
    assertEquals(
        other.resolve("d"),
        Path.of(shell.ok("create", "staged", "--run-id", "d", "--root", "elsewhere").line()));
    shell.with("RUNPATHS_ROOT", "elsewhere");
    assertEquals(other.resolve("e"), Path.of(shell.ok("create", "staged", "--run-id", "e").line()));
    assertEquals(
        shell.folder.resolve("property/f"),
        Path.of(shell.ok("-Drunpaths.root=property", "create", "staged", "--run-id", "f").line()));
  }

  @Test
  void makesStagedRunsInEitherOrderAndForDebugging() {
    assertTrue(
        shell
            .ok("create", "staged", "--run-id", "a", "--stage", "s", "--order", "run-first")
            .line()
            .endsWith("/outputs/a/s"));
    assertTrue(
        shell
            .ok("create", "staged", "--run-id", "b", "--stage", "s", "--debug")
            .line()
            .endsWith("/outputs/debug/s/b"));
    assertEquals(
        4, shell.run("create", "staged", "--run-id", "b", "--stage", "s", "--debug").code());
    assertTrue(
        shell
            .ok("create", "staged", "--seed", "7")
            .line()
            .matches(".*/outputs/2026-02-08_[a-z0-9]{5}"));
  }

  @Test
  void linksTheAncestorThatIsNamed() throws IOException {
    shell.ok("create", "staged", "--run-id", "a");
    Path run = Path.of(shell.ok("create", "staged", "--run-id", "b", "--ancestor", "a").line());
    assertEquals(Path.of("../a"), Files.readSymbolicLink(run.resolve("ancestor")));
    TestShell.Result none = shell.run("create", "staged", "--run-id", "c", "--ancestor", "x");
    assertEquals(3, none.code());
    assertFalse(Files.exists(shell.folder.resolve("outputs/c")));
  }

  @Test
  void tellsItAllAsJson() {
    String json = shell.ok("create", "staged", "--run-id", "a", "--stage", "s", "--json").out();
    assertTrue(json.contains("\"path\" : \"s/a\""), json);
    assertTrue(json.contains("\"uri\" : \"file:///"), json);
  }

  @Test
  void refusesBadNamesWithoutMakingAnything() {
    for (String name : List.of("..", "a/b", " ", "debug", "figures", "x\u0000y", "n".repeat(300))) {
      TestShell.Result result = shell.run("create", "staged", "--run-id", name);
      assertEquals(2, result.code(), name + result);
      assertEquals(1, result.err().lines().count(), result.err());
    }
    assertEquals(2, shell.run("create", "staged", "--order", "sideways").code());
    assertEquals(2, shell.run("create", "staged", "--run-id", "a", "--seed", "1").code());
    assertEquals(2, shell.run("create").code());
    assertFalse(Files.exists(shell.folder.resolve("outputs")));
  }

  @Test
  void refusesARootThatIsAFileOrCannotBeWritten() throws IOException {
    shell.write("file", "x");
    TestShell.Result result = shell.run("create", "file", "staged", "--run-id", "a");
    assertEquals(8, result.code(), result.err());
    assertTrue(result.err().contains(shell.folder.resolve("file").toString()), result.err());
    assertEquals(2, shell.run("create", "", "staged").code());
    assertEquals(8, shell.run("create", "nosuch://x", "staged").code());
  }
}
