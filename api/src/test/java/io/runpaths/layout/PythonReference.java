package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** CPython itself, which answers many cases in one process by {@code reference_ids.py}. */
final class PythonReference {

  private PythonReference() {}

  /**
   * One answer for each case.
   *
   * <p>Where there is no python3, the test is skipped and a line says so.
   *
   * @param mode what is asked; the script's text lists them
   * @param cases lines of UTF-8
   * @param folder for the script and its input and output
   */
  static List<String> answers(String mode, List<String> cases, Path folder) throws Exception {
    Path script = folder.resolve("reference_ids.py");
    try (InputStream in =
        Objects.requireNonNull(PythonReference.class.getResourceAsStream("/reference_ids.py"))) {
      Files.write(script, in.readAllBytes());
    }
    Path input = Files.write(folder.resolve("cases"), cases, StandardCharsets.UTF_8);
    Path output = folder.resolve("answers");
    ProcessBuilder command =
        new ProcessBuilder("python3", "-X", "utf8", script.toString(), mode)
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    Process python;
    try {
      python = command.start();
    } catch (IOException absent) {
      String line = "not compared with CPython (" + mode + "): there is no python3 on the PATH";
      System.out.println(line);
      return Assumptions.abort(line);
    }
    assertEquals(0, python.waitFor(), "python3 failed");
    List<String> answers = Files.readAllLines(output, StandardCharsets.UTF_8);
    assertEquals(cases.size(), answers.size());
    return answers;
  }
}
