package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code runpaths ls} of very many runs beside {@code find -maxdepth 1}, which names the same
 * folders, unsorted, and does not look into them.
 *
 * <p>Whole processes are timed. To set start-up aside, the time for an empty root is taken off ours
 * (and nothing off {@code find}'s), so what remains holds all that is done for the runs, by code
 * that is cold.
 */
final class ListRuns implements Benchmark {
  private static final int RUNS = 100_000;
  private static final int MANY = 1_000_000;
  private static final double MEGABYTES = 64;
  private static final Pattern HEAP = Pattern.compile("(\\d+)M->(\\d+)M\\(");

  @Override
  public List<Finding> run(Bench bench) throws IOException, InterruptedException {
    if (!Program.exists("find")) {
      throw new NotRunException("listing runs beside find: there is no find");
    }
    Path root = bench.folder("many");
    make(root, RUNS, true);
    Path none = bench.folder("none");
    Program findAll = new Program("find", root.toString(), "-maxdepth", "1");
    Program listUnchecked = list(bench, root, "--unchecked");
    Program listChecked = list(bench, root);
    requireLines(bench, listUnchecked, RUNS);
    requireLines(bench, listChecked, RUNS);
    requireLines(bench, findAll, RUNS + 1);
    Timed find = new Timed(findAll);
    Timed unchecked = new Timed(listUnchecked);
    Timed checked = new Timed(listChecked);
    Timed startUp = new Timed(list(bench, none, "--unchecked"));
    for (int round = 0; round < bench.rounds(5, 21); round++) {
      for (Timed each : List.of(find, unchecked, startUp, checked)) {
        each.turn();
      }
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(ratio("ls --unchecked", unchecked, startUp, find, 1));
    findings.add(ratio("ls", checked, startUp, find, 2));
    findings.add(heap(bench, root, RUNS));
    if (bench.thorough()) {
      make(root, MANY, false);
      findings.add(heap(bench, root, MANY));
    }
    return findings;
  }

  private static Program list(Bench bench, Path root, String... options) {
    List<String> words =
        Stream.concat(Stream.of(bench.launcher(), "ls", root.toString()), Stream.of(options))
            .toList();
    return new Program(words.toArray(String[]::new))
        .with("RUNPATHS_JAVA_OPTS", "-Xmx" + (int) MEGABYTES + "m");
  }

  private static Finding ratio(String what, Timed whole, Timed startUp, Timed peer, double goal) {
    double ours = whole.median() - startUp.median();
    return new Finding(
        what + " of " + String.format(Locale.ROOT, "%,d", RUNS) + " runs",
        ours / peer.median(),
        "×",
        goal,
        String.format(
            Locale.ROOT,
            "%.2f s, start-up of %.2f s taken off; find %.2f s",
            ours,
            startUp.median(),
            peer.median()));
  }

  /** The fullest that the heap was at any collection. */
  private static Finding heap(Bench bench, Path root, int runs)
      throws IOException, InterruptedException {
    Path log = bench.scratch().resolve("gc-" + runs + ".log");
    double seconds =
        list(bench, root, "--unchecked")
            .with("RUNPATHS_JAVA_OPTS", "-Xmx" + (int) MEGABYTES + "m -Xlog:gc:file=" + log)
            .seconds();
    int fullest = 0;
    for (String line : Files.readAllLines(log)) {
      Matcher heap = HEAP.matcher(line);
      if (heap.find()) {
        fullest = Math.max(fullest, Integer.parseInt(heap.group(1)));
      }
    }
    return new Finding(
        "heap of ls of " + String.format(Locale.ROOT, "%,d", runs) + " runs",
        fullest,
        "MB",
        MEGABYTES,
        String.format(Locale.ROOT, "at its fullest, under -Xmx%.0fm; %.1f s", MEGABYTES, seconds));
  }

  private static void requireLines(Bench bench, Program program, int wanted)
      throws IOException, InterruptedException {
    Path output = bench.scratch().resolve("lines");
    program.seconds(output);
    try (Stream<String> lines = Files.lines(output)) {
      long count = lines.count();
      if (count != wanted) {
        throw new IOException(program + " printed " + count + " lines instead of " + wanted + ".");
      }
    }
  }

  /** Folders with the names of runs, as many as there are to be in the end. */
  private static void make(Path root, int runs, boolean complete) throws IOException {
    byte[] document =
        "{\"schema\": \"runpaths/run/v1\"}".repeat(30).getBytes(StandardCharsets.UTF_8);
    for (int i = complete ? 0 : RUNS; i < runs; i++) {
      Path run =
          root.resolve(
              String.format(
                  Locale.ROOT,
                  "202602%02d_organcmnist_efficientnetb0_%06x",
                  1 + i % 28,
                  // Scattered over all six digits, none twice.
                  i * 0x9E3779L & 0xFFFFFF));
      Files.createDirectory(run);
      if (complete) {
        Files.write(run.resolve("run.json"), document);
      }
    }
  }
}
