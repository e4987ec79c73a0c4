package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {
  @TempDir Path folder;
  private TestShell shell;
  private Path staged;

  @BeforeEach
  void makeRuns() {
    shell = new TestShell(folder);
    staged =
        Path.of(
            shell
                .ok("create", "staged", "--run-id", "2026-02-08_abcde", "--stage", "pretrain")
                .line());
    shell.ok("create", "staged", "--run-id", "plain");
  }

  private String shown(String... run) {
    String[] args = new String[run.length + 1];
    args[0] = "show";
    System.arraycopy(run, 0, args, 1, run.length);
    TestShell.Result result = shell.ok(args);
    assertTrue(result.out().contains("  location "), result.out());
    return result.lines().get(0);
  }

  @Test
  void findsARunByPathUriIdAndEnvironment() {
    String path = "pretrain/2026-02-08_abcde";
    for (String name :
        List.of(
            "outputs/" + path,
            "outputs/" + path + "/",
            "./outputs/" + path,
            staged.toString(),
            staged + "/",
            staged.toUri().toString(),
            "file://" + staged,
            "2026-02-08_abcde",
            path)) {
      assertEquals(path, shown(name), name);
      assertEquals(
          shell.folder.resolve("outputs").toString(),
          shell.ok("path", name, "--env").lines().get(1).replaceAll(".*='(.*)'", "$1"),
          name);
    }
    shell.with("RUNPATHS_RUN", staged.toString());
    assertEquals(path, shown());
    assertEquals(staged + "/log.txt", shell.ok("path", "log").line());
    assertEquals("plain", shown("plain"));
  }

  @Test
  void findsTheRootOfARunBelowDebugAndInTheOtherOrder() {
    for (String order : List.of("stage-first", "run-first")) {
      Path run =
          Path.of(
              shell
                  .ok(
                      "create",
                      "staged",
                      "--run-id",
                      "a",
                      "--stage",
                      "s",
                      "--debug",
                      "--order",
                      order)
                  .line());
      assertEquals(
          shell.folder.resolve("outputs").relativize(run).toString(), shown(run.toString()));
    }
  }

  @Test
  void opensARunThatWasCopiedElsewhere() throws IOException {
    Path copy = Files.createDirectories(shell.folder.resolve("copies/renamed"));
    Files.copy(staged.resolve("run.json"), copy.resolve("run.json"));
    assertEquals("renamed", shown("copies/renamed"));
  }

  @Test
  void prefersTheRootThatIsNamed() {
    shell.ok("create", "other", "staged", "--run-id", "plain");
    String location = shell.ok("show", "plain", "--root", "other").lines().get(1);
    assertTrue(location.endsWith("/other/plain"), location);
    assertTrue(shell.ok("show", "plain").lines().get(1).endsWith("/outputs/plain"));
  }

  @Test
  void namesBothPlacesWhereItLooked() {
    TestShell.Result result = shell.run("show", "nothing");
    assertEquals(3, result.code());
    assertTrue(result.err().contains("outputs/nothing"), result.err());
    assertEquals(1, result.err().lines().count());
    assertEquals(3, shell.run("show", "/nowhere/at/all").code());
    assertEquals(3, shell.run("show", "file:///").code());
    assertEquals(2, shell.run("show").code());
    assertEquals(2, shell.run("show", "").code());
    assertEquals(2, shell.run("show", "a//b").code());
  }

  @Test
  void listsTheStagesOfAnIdThatIsInSeveral() {
    shell.ok("create", "staged", "--run-id", "2026-02-08_abcde", "--stage", "finetune");
    TestShell.Result result = shell.run("show", "2026-02-08_abcde");
    assertEquals(2, result.code());
    assertTrue(
        result.err().contains("pretrain/2026-02-08_abcde")
            && result.err().contains("finetune/2026-02-08_abcde"),
        result.err());
  }

  @Test
  void tellsBadBirthCertificatesApart() throws IOException {
    Path json = shell.folder.resolve("outputs/plain/run.json");
    String whole = Files.readString(json);
    Files.writeString(json, whole.substring(0, whole.length() / 2));
    assertEquals(5, shell.run("show", "plain").code());
    Files.writeString(json, whole.replace("runpaths/run/v1", "runpaths/run/v9"));
    TestShell.Result newer = shell.run("show", "plain");
    assertEquals(8, newer.code(), newer.err());
    Files.writeString(json, "x".repeat(32 << 20));
    assertEquals(5, shell.run("show", "plain").code());
    Files.delete(json);
    Files.createDirectory(json);
    TestShell.Result directory = shell.run("show", "plain");
    assertTrue(directory.code() == 3 || directory.code() == 8, directory.toString());
    assertEquals(1, directory.err().lines().count());
  }

  @Test
  void showsInputsLinksAndDescendants() {
    shell.ok("create", "staged", "--run-id", "child", "--ancestor", "plain");
    assertTrue(shell.ok("show", "child").out().contains("→ plain"));
    assertTrue(shell.ok("show", "plain").out().contains("← child"));
    String json = shell.ok("show", "plain", "--json").out();
    assertTrue(json.contains("\"descendants\" : [\n    \"child\"\n  ]"), json);
    String run =
        shell
            .ok(
                "create",
                "hashed",
                "--dataset",
                "D",
                "--architecture",
                "A",
                "--set",
                "lr=1e5",
                "--set",
                "api_key=hunter2")
            .line();
    String hashed = shell.ok("show", run, "--json").out();
    assertTrue(hashed.contains("\"lr\" : 100000.0"), hashed);
    assertTrue(!hashed.contains("hunter2"), hashed);
    assertTrue(shell.ok("show", run).out().contains("dataset       D"));
  }
}
