package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/CLI.md against the command. */
class ReferenceTest {
  private static final Path PAGE = Path.of("../docs/CLI.md");

  @TempDir Path folder;

  @Test
  void everyCommandOfTheReferenceWorks() throws Exception {
    PageShell.run(PAGE, 9, folder, Map.of());
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
}
