package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runpaths.testkit.TestClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {

  @Test
  void listsWhatTheBuildResolved() throws Exception {
    List<String> lines = text(Requirements.resolved()).lines().toList();
    assertTrue(lines.get(0).startsWith("# java "), lines.get(0));
    for (String line : lines.subList(1, lines.size())) {
      assertTrue(line.matches("[\\w.-]+:[\\w.-]+==[\\w.-]+"), line);
    }
    assertTrue(lines.stream().anyMatch(l -> l.startsWith("org.tribuo:tribuo-core==")));
    assertTrue(lines.stream().anyMatch(l -> l.startsWith("org.xerial:sqlite-jdbc==")));
  }

  @Test
  void readsTheBuildsListOfDependencies() {
    String listed =
        """

        The following files have been resolved:
           org.b:two:jar:2.0:runtime -- module two (auto)
           org.a:one:jar:linux-x86_64:1.0-rc1:compile
           org.c:three:jar:3:test
        """;
    assertEquals(
        "# java 17\norg.a:one==1.0-rc1\norg.b:two==2.0\n", text(Requirements.of(listed, "17")));
  }

  @Test
  void saysSoWhereThereIsNoGit(@TempDir Path folder) {
    String report = text(new GitInfo(List.of("no-such-program-as-git"), folder).report());
    assertTrue(report.startsWith("git cannot be asked: "), report);
    assertTrue(report.endsWith("\n"), report);
  }

  @Test
  void saysSoOutsideARepository(@TempDir Path folder) {
    assumeTrue(git(folder, "--version"));
    assertEquals("not inside a git work tree\n", text(new GitInfo(folder.getRoot()).report()));
  }

  @Test
  void namesCommitBranchAndChanges(@TempDir Path folder) throws Exception {
    assumeTrue(git(folder, "init", "-q", "-b", "trunk"));
    assertEquals(
        "commit: none yet\nbranch: trunk\ndirty: no\n", text(new GitInfo(folder).report()));
    String[] commit = {"commit", "-q", "--allow-empty", "-m", "first"};
    List<String> words = new ArrayList<>(List.of("-c", "user.name=a", "-c", "user.email=a@b"));
    words.addAll(List.of(commit));
    assertTrue(git(folder, words.toArray(String[]::new)));
    Files.writeString(folder.resolve("new.txt"), "new");
    String report = text(new GitInfo(folder).report());
    assertTrue(report.matches("commit: [0-9a-f]{40}\nbranch: trunk\ndirty: yes\n"), report);
  }

  @Test
  void stampsEveryLineOfTheLog() {
    TestClock clock = TestClock.at(Instant.parse("2026-02-08T12:00:00Z"));
    JobLog log = new JobLog(clock);
    log.line("begun");
    clock.advance(Duration.ofMillis(1500));
    log.line("done");
    assertEquals("2026-02-08T12:00:00Z begun\n2026-02-08T12:00:01.500Z done\n", text(log.bytes()));
  }

  @Test
  void tellsItsStoryWithinAHundredColumns() {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    Story story = new Story(new PrintStream(screen, true, StandardCharsets.UTF_8));
    story.tell("train", "word ".repeat(60));
    story.tell("and more");
    story.show("train", "kept   as   it is");
    story.pause();
    story.show("train", "again");
    List<String> lines = screen.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(8, lines.size(), lines.toString());
    assertTrue(lines.stream().allMatch(line -> line.length() <= 100), lines.toString());
    assertTrue(lines.get(0).startsWith("train     word word"), lines.get(0));
    assertTrue(lines.get(1).startsWith("          word"), lines.get(1));
    assertEquals("          and more", lines.get(lines.size() - 4));
    assertEquals("          kept   as   it is", lines.get(lines.size() - 3));
    assertEquals("train     again", lines.get(lines.size() - 1));
  }

  private static boolean git(Path folder, String... arguments) {
    List<String> words = new ArrayList<>(List.of("git"));
    words.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
