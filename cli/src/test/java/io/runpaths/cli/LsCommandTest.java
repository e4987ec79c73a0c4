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

class LsCommandTest {
  @TempDir Path folder;
  private TestShell shell;

  @BeforeEach
  void makeRuns() {
    shell = new TestShell(folder);
    shell.ok("create", "staged", "--run-id", "2026-02-08_bbbbb", "--stage", "s");
    shell.ok("create", "staged", "--run-id", "2026-02-08_aaaaa", "--stage", "s");
    shell.ok("create", "staged", "--run-id", "2026-02-08_ccccc");
  }

  private List<String> ls(String... more) {
    String[] args = new String[more.length + 1];
    args[0] = "ls";
    System.arraycopy(more, 0, args, 1, more.length);
    return shell.ok(args).lines();
  }

  @Test
  void listsPathsBelowTheRootInKeyOrder() {
    List<String> all = List.of("2026-02-08_ccccc", "s/2026-02-08_aaaaa", "s/2026-02-08_bbbbb");
    assertEquals(all, ls());
    assertEquals(all, ls("outputs"));
    assertEquals(all, ls("outputs/"));
    assertEquals(all, ls("./outputs"));
    assertEquals(all, ls(shell.folder.resolve("outputs").toUri().toString()));
    assertEquals(all, ls("--unchecked"));
    assertEquals(all.subList(0, 2), ls("--limit", "2"));
  }

  @Test
  void sortsByCreationOnRequest() {
    assertEquals(
        List.of("2026-02-08_ccccc", "s/2026-02-08_aaaaa", "s/2026-02-08_bbbbb"), ls("--newest"));
    assertEquals(List.of("2026-02-08_ccccc", "s/2026-02-08_aaaaa"), ls("--newest", "--limit", "2"));
  }

  @Test
  void everyLineBehindTheRootIsARun() {
    for (String line : ls()) {
      assertEquals(line, shell.ok("show", "outputs/" + line).lines().get(0));
    }
  }

  @Test
  void showsTimeLayoutAndStatus() throws IOException {
    assertEquals(
        "2026-02-08T10:00:03Z         staged  open      2026-02-08_ccccc", ls("--long").get(0));
    shell.write("outputs/s/2026-02-08_aaaaa/seal.json", "{\"status\": \"finished\"}");
    assertEquals(List.of("s/2026-02-08_aaaaa"), ls("--status", "finished"));
    assertEquals(List.of("2026-02-08_ccccc", "s/2026-02-08_bbbbb"), ls("--status", "open"));
    assertEquals(2, shell.run("ls", "--status", "sleepy").code());
  }

  @Test
  void leavesOutWhatIsNoRunAndTellsOfWhatIsDamaged() throws IOException {
    Files.createDirectories(shell.folder.resolve("outputs/20260208_foreign_run_abcdef"));
    shell.write("outputs/s/2026-02-08_ddddd/run.json", "{\"schema\": ");
    assertEquals(4, ls().size());
    TestShell.Result result = shell.run("ls", "--long");
    assertEquals(10, result.code());
    assertEquals(4, result.lines().size());
    assertTrue(result.lines().get(3).contains("damaged"), result.out());
    assertTrue(result.err().contains("2026-02-08_ddddd"), result.err());
  }

  @Test
  void streamsOneJsonDocument() {
    String out = shell.ok("ls", "--json").out();
    assertTrue(out.startsWith("[\n{\"path\":\"2026-02-08_ccccc\",\"location\":\"/"), out);
    assertTrue(out.endsWith("}\n]\n"), out);
    assertTrue(shell.ok("ls", "--json", "--long").out().contains("\"status\":\"open\""));
    Files.exists(folder);
    assertEquals("[]\n", shell.ok("ls", "--json", "--status", "failed").out());
  }

  @Test
  void listsTheArtifactsOfARunOrOfAFolderInIt() throws IOException {
    shell.write("x.txt", "12345");
    shell.ok("put", "s/2026-02-08_aaaaa", "x.txt", "b/x.txt");
    shell.ok("put", "s/2026-02-08_aaaaa", "x.txt", "a.txt");
    assertEquals(List.of("a.txt", "b/x.txt"), ls("outputs/s/2026-02-08_aaaaa"));
    assertEquals(List.of("a.txt", "b/x.txt"), ls("2026-02-08_aaaaa"));
    assertEquals(List.of("b/x.txt"), ls("s/2026-02-08_aaaaa/b"));
    assertEquals(List.of("b/x.txt"), ls("outputs/s/2026-02-08_aaaaa/b/"));
    assertEquals(List.of("b/x.txt"), ls("2026-02-08_aaaaa/b/x.txt"));
    assertEquals(List.of(), ls("2026-02-08_aaaaa/checkpoints"));
    assertTrue(ls("2026-02-08_aaaaa", "--long").get(0).startsWith("             5  "));
    assertEquals(3, shell.run("ls", "2026-02-08_aaaaa/nothing").code());
    assertEquals(2, shell.run("ls", "2026-02-08_aaaaa", "--newest").code());
    assertTrue(shell.ok("ls", "2026-02-08_aaaaa", "--json").out().contains("\"size\":5"));
  }

  @Test
  void saysWhereThereIsNoRoot() throws IOException {
    TestShell.Result result = shell.run("ls", "nowhere");
    assertEquals(3, result.code());
    assertTrue(result.err().contains(shell.folder.resolve("nowhere").toString()), result.err());
    shell.write("file", "x");
    assertEquals(8, shell.run("ls", "file").code());
    assertEquals(2, shell.run("ls", "--limit", "0").code());
    assertEquals(2, shell.run("ls", "--limit", "many").code());
  }
}
