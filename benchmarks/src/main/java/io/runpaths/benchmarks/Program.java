package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that is started, waited for and timed from outside; what it prints goes to {@code
 * /dev/null}, or to a file.
 *
 * @param words the command line
 * @param environment variables to set
 */
record Program(List<String> words, Map<String, String> environment) {
  private static final long PATIENCE_SECONDS = 600;

  Program(String... words) {
    this(List.of(words), Map.of());
  }

  Program with(String variable, String value) {
    return new Program(words, Map.of(variable, value));
  }

  /** Whether there is such a program. */
  static boolean exists(String name) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs it.
   *
   * @return how long it took, in seconds
   * @throws IOException if it fails
   */
  double seconds() throws IOException, InterruptedException {
    return seconds(Path.of("/dev/null"));
  }

  /** Runs it, its output to a file. */
  double seconds(Path output) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    long begun = System.nanoTime();
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(this + " did not end within " + PATIENCE_SECONDS + " s.");
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (process.exitValue() != 0) {
      throw new IOException(this + " failed with exit code " + process.exitValue() + ".");
    }
    return seconds;
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
