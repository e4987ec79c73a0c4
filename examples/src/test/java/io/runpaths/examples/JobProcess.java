package io.runpaths.examples;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The job as a process of its own, which can be killed. */
final class JobProcess {

  /** What a Java process that was killed ends with on Linux and macOS. */
  private static final int KILLED = 128 + 9;

  private static final int MOST_LINES_BEFORE_A_KILL = 7;
  private static final int MOST_MILLIS_AFTER_A_LINE = 40;

  private final List<String> arguments;
  private final Map<String, String> environment;
  private final Random random;

  JobProcess(List<String> arguments, Map<String, String> environment, long seed) {
    this.arguments = List.copyOf(arguments);
    this.environment = Map.copyOf(environment);
    this.random = new Random(seed);
  }

  /**
   * What became of it.
   *
   * @param kills how often it was killed
   * @param resumed how often it went on from an epoch that an earlier start had kept
   */
  record Story(int kills, int resumed) {}

  /** Starts the job again and again, and kills it at random moments, until it is done. */
  Story killUntilDone(int mostKills) throws IOException, InterruptedException {
    int kills = 0;
    int resumed = 0;
    while (true) {
      boolean spared = kills == mostKills;
      int fatal = spared ? Integer.MAX_VALUE : 1 + random.nextInt(MOST_LINES_BEFORE_A_KILL);
      Process job = start();
      List<String> lines = new ArrayList<>();
      try (BufferedReader out = job.inputReader(StandardCharsets.UTF_8)) {
        out.lines()
            .forEach(
                line -> {
                  lines.add(line);
                  if (lines.size() == fatal) {
                    kill(job);
                  }
                });
      } catch (UncheckedIOException e) {
        // The stream of a process that is killed may break off.
        lines.add("broken off: " + e.getMessage());
      }
      int exit = job.waitFor();
      if (lines.stream().anyMatch(line -> line.contains("It goes on after epoch"))) {
        resumed++;
      }
      if (exit == 0) {
        return new Story(kills, resumed);
      }
      if (exit != KILLED || spared) {
        throw new AssertionError("The job ended with " + exit + " and said " + lines);
      }
      kills++;
    }
  }

  private void kill(Process job) {
    try {
      if (!job.waitFor(random.nextInt(MOST_MILLIS_AFTER_A_LINE), TimeUnit.MILLISECONDS)) {
        job.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.destroyForcibly();
    }
  }

  private Process start() throws IOException {
    List<String> paths = new ArrayList<>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      String path = System.getProperty(property, "");
      if (!path.isEmpty()) {
        paths.add(path);
      }
    }
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    words.add(String.join(File.pathSeparator, paths));
    words.add(CloudTrainingJob.class.getName());
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }
}
