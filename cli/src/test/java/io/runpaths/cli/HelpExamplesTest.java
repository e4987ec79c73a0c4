package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Runs every example of every command's help, one page in one folder. */
class HelpExamplesTest {
  private static final String RUN = "20260208_organcmnist_efficientnetb0_7b627a";
  private static final String CONFIG = "batch_size: 32\nlr: 0.001\nrun_timestamp: 1770508800.0\n";

  @TempDir Path folder;

  static Stream<String> pages() {
    TestShell shell = new TestShell(Path.of(""));
    Surroundings world =
        new Surroundings(
            System.in,
            System.out,
            System.err,
            shell.environment,
            shell.folder,
            java.time.Clock.systemUTC(),
            shell.terminals);
    CommandLine line = Commands.line(new Session(world, new GlobalOptions()), new GlobalOptions());
    List<String> pages = new ArrayList<>();
    collect(line, "", pages);
    return pages.stream();
  }

  private static void collect(CommandLine line, String name, List<String> pages) {
    line.getSubcommands()
        .forEach(
            (word, sub) -> {
              if (!word.equals("help")) {
                pages.add((name + " " + word).strip());
                collect(sub, name + " " + word, pages);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyExampleWorks(String page) throws IOException {
    TestShell shell = fixture();
    List<String> help = shell.ok((page + " --help").split(" ", -1)).lines();
    int heading = help.indexOf("Examples:");
    assertTrue(heading > 0, page + " has no examples");
    String text =
        String.join("\n", help.subList(heading + 1, help.size())).replaceAll(" *\\\\\n *", " ");
    List<String> commands = text.lines().map(String::strip).filter(c -> !c.isEmpty()).toList();
    assertFalse(commands.isEmpty());
    for (String command : commands) {
      if (!command.startsWith("runpaths demo") && !command.startsWith("source ")) {
        TestShell.Result result = run(shell, command);
        assertEquals(0, result.code(), command + "\n" + result);
      }
    }
  }

  private TestShell.Result run(TestShell shell, String command) throws IOException {
    assertTrue(command.startsWith("runpaths "), command);
    String plain = command.replace("/tmp", folder.resolve("tmp").toString());
    if (plain.contains(" < ")) {
      shell.stdin(shell.read(plain.replaceAll(".* < ", "")));
    }
    String[] words = plain.replaceAll(" [<>] .*", "").split(" +", -1);
    return shell.run(Stream.of(words).skip(1).toArray(String[]::new));
  }

  private TestShell fixture() throws IOException {
    TestShell shell = new TestShell(folder);
    Files.createDirectories(folder.resolve("tmp"));
    shell.write("config.yaml", CONFIG);
    shell.write(
        "runs.jsonl",
        "{\"dataset\": \"d\", \"architecture\": \"a\", \"config\": {\"run_timestamp\": 1}}\n");
    shell.write("seeds.jsonl", "{\"seed\": 1}\n{\"seed\": 2, \"date\": \"2026-02-08\"}\n");
    for (String file : List.of("loss.png", "roc.png", "plots/pr.png", "notes.txt", "s.csv")) {
      shell.write(file, file);
    }
    String run =
        shell
            .ok(
                "create",
                "hashed",
                "--dataset",
                "organcmnist",
                "--architecture",
                "EfficientNet-B0",
                "--config",
                "config.yaml",
                "--date",
                "20260208")
            .line();
    assertEquals(RUN, Path.of(run).getFileName().toString());
    for (String name :
        List.of(
            "reports/config.yaml", "reports/summary.csv", "reports/draft.csv", "figures/a.png")) {
      shell.ok("put", run, "s.csv", name);
    }
    shell.ok("create", "staged", "--stage", "pretrain", "--run-id", "2026-02-08_abcde");
    shell.ok(
        "create",
        "staged",
        "--stage",
        "finetune",
        "--run-id",
        "2026-02-09_fghij",
        "--ancestor",
        "2026-02-08_abcde");
    shell.ok("link", "2026-02-09_fghij", RUN, "--role", "teacher");
    return shell;
  }
}
