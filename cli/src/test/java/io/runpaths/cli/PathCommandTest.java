package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathCommandTest {
  @TempDir Path folder;
  private TestShell shell;
  private String hashed;
  private String staged;

  @BeforeEach
  void makeRuns() {
    shell = new TestShell(folder);
    hashed =
        shell
            .ok("create", "hashed", "--dataset", "d", "--architecture", "A-1", "--set", "lr=1")
            .line();
    staged = shell.ok("create", "staged", "--run-id", "r", "--stage", "s").line();
  }

  @Test
  void locatesEveryPlaceOfTheHashedLayout() {
    List<String> expected =
        List.of(
            "run ",
            "figures /figures",
            "checkpoints /checkpoints",
            "reports /reports",
            "logs /logs",
            "database /database",
            "exports /exports",
            "best-model /checkpoints/best_a1.pth",
            "final-report /reports/training_summary.xlsx",
            "config /reports/config.yaml",
            "db /database/study.db");
    for (String pair : expected) {
      String[] parts = pair.split(" ", -1);
      assertEquals(hashed + parts[1], shell.ok("path", hashed, parts[0]).line(), pair);
    }
    assertEquals(hashed + "/figures/a/b.png", shell.ok("path", hashed, "figure", "a/b.png").line());
    assertEquals(hashed + "/x.txt", shell.ok("path", hashed, "artifact", "x.txt").line());
  }

  @Test
  void locatesEveryPlaceOfTheStagedLayout() {
    List<String> expected =
        List.of(
            "log /log.txt",
            "checkpoints /checkpoints",
            "tracker /basetracker",
            "config /basetracker/config.yaml",
            "entries /basetracker/entries.th",
            "summary /basetracker/summary.yaml");
    for (String pair : expected) {
      String[] parts = pair.split(" ", -1);
      assertEquals(staged + parts[1], shell.ok("path", staged, parts[0]).line(), pair);
    }
  }

  @Test
  void printsUrisOnRequest() {
    assertEquals("file://" + staged + "/log.txt", shell.ok("path", staged, "log", "--uri").line());
    String json = shell.ok("path", staged, "log", "--json").out();
    assertTrue(json.contains("\"uri\" : \"file://"), json);
  }

  @Test
  void namesTheValidPlacesWhereOneIsOfTheOtherLayout() {
    TestShell.Result result = shell.run("path", staged, "best-model");
    assertEquals(2, result.code());
    assertTrue(result.err().contains("log, tracker, entries, summary"), result.err());
    assertEquals(2, shell.run("path", hashed, "log").code());
    assertEquals(2, shell.run("path", hashed, "nonsense").code());
    assertEquals(2, shell.run("path", hashed).code());
    assertEquals(2, shell.run("path", hashed, "figure").code());
    assertEquals(2, shell.run("path", hashed, "figures", "x").code());
  }

  @Test
  void refusesNamesThatLeaveTheRun() {
    for (String name : List.of("../x", "/etc/passwd", "a/../../x", "", "run.json", "x\ny")) {
      assertEquals(2, shell.run("path", hashed, "artifact", name).code(), name);
    }
    assertEquals(2, shell.run("path", hashed, "figure", "../../x").code());
  }

  @Test
  void exportsEveryPlaceForAShell() {
    shell = new TestShell(folder.resolve("it's $HOME"));
    String run = shell.ok("create", "staged", "--run-id", "r").line();
    List<String> lines = shell.ok("path", run, "--env").lines();
    assertEquals("export RUNPATHS_RUN='" + run.replace("'", "'\\''") + "'", lines.get(0));
    assertTrue(lines.stream().allMatch(line -> line.startsWith("export RUNPATHS_")));
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("export RUNPATHS_LOG=")));
    assertEquals(2, shell.run("path", run, "log", "--env").code());
  }

  @Test
  void listsItsPlacesInHelp() {
    String help = shell.ok("path", "--help").out();
    for (Place place : Place.values()) {
      assertTrue(help.contains("  " + place.word() + " "), place.word());
    }
  }
}
