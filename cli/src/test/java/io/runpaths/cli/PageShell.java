package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the {@code sh} blocks of a page in a real shell, with the command as a real process. */
final class PageShell {
  private PageShell() {}

  /** Runs all blocks, top to bottom, in one folder; each of their commands must succeed. */
  static void run(Path page, int leastBlocks, Path folder, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> blocks = blocks(page);
    assertTrue(blocks.size() >= leastBlocks, "blocks found: " + blocks.size());
    CommandProcess.install(folder);
    // One shell, so that a variable lives on from block to block.
    String script = "set -eu\nPATH=$PWD/bin:$PATH\n" + String.join("\n", blocks);
    ProcessBuilder shell = new ProcessBuilder("sh", "-xc", script);
    shell.directory(folder.toFile()).redirectErrorStream(true);
    shell.environment().put("HOME", folder.toString());
    shell.environment().put("LC_ALL", "C.UTF-8");
    shell.environment().remove("JAVA_TOOL_OPTIONS");
    shell.environment().putAll(environment);
    File log = folder.resolve("log").toFile();
    Process process = shell.redirectOutput(log).start();
    assertTrue(process.waitFor(10, TimeUnit.MINUTES), "the shell does not end");
    assertEquals(0, process.exitValue(), () -> tail(log));
  }

  private static List<String> blocks(Path page) throws IOException {
    Matcher matcher =
        Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(page));
    List<String> blocks = new ArrayList<>();
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private static String tail(File log) {
    try {
      List<String> lines = Files.readAllLines(log.toPath());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "its output cannot be read: " + e;
    }
  }
}
