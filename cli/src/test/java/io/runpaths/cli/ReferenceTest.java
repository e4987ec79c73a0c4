package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/CLI.md in a real shell, with the command as a real process. */
class ReferenceTest {
  private static final Path PAGE = Path.of("../docs/CLI.md");

  @TempDir Path folder;

  @Test
  void everyCommandOfTheReferenceWorks() throws Exception {
    List<String> blocks = blocks();
    assertTrue(blocks.size() > 8, "blocks found: " + blocks.size());
    installCommand();
    // One shell, so that a variable lives on from block to block.
    String script = "set -eu\nPATH=$PWD/bin:$PATH\n" + String.join("\n", blocks);
    ProcessBuilder shell = new ProcessBuilder("sh", "-xc", script);
    shell.directory(folder.toFile()).redirectErrorStream(true);
    shell.environment().put("HOME", folder.toString());
    shell.environment().put("LC_ALL", "C.UTF-8");
    shell.environment().remove("JAVA_TOOL_OPTIONS");
    File log = folder.resolve("log").toFile();
    Process process = shell.redirectOutput(log).start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the shell does not end");
    assertEquals(0, process.exitValue(), () -> tail(log));
  }

  @Test
  void theReferenceNamesEveryCommandPlaceAndExitCode() throws IOException {
    String page = Files.readString(PAGE);
    for (Place place : Place.values()) {
      assertTrue(page.contains("`" + place.word()), place.word());
    }
    TestShell shell = new TestShell(folder);
    for (String line : shell.ok("--help").lines()) {
      Matcher command = Pattern.compile("  ([a-z]+)  .*").matcher(line);
      if (command.matches()) {
        assertTrue(page.contains(command.group(1)), command.group(1));
      }
    }
  }

  private static List<String> blocks() throws IOException {
    Matcher matcher =
        Pattern.compile("^```sh\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    List<String> blocks = new ArrayList<>();
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private void installCommand() throws IOException {
    List<String> paths = new ArrayList<>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      String path = System.getProperty(property, "");
      if (!path.isEmpty()) {
        paths.add(path);
      }
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path command = Files.createDirectories(folder.resolve("bin")).resolve("runpaths");
    Files.writeString(
        command,
        "#!/bin/sh\nexec '%s' -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s \"$@\"\n"
            .formatted(
                java, String.join(File.pathSeparator, paths), RunPathsCommand.class.getName()));
    assertTrue(command.toFile().setExecutable(true));
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
