package io.runpaths.benchmarks;

import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Creating a run, beside a C program that makes the same folders and publishes the same bytes.
 *
 * <p>Both are warm and time every creation for itself, in a fresh root each round; the C program
 * waits while Java has its turn, and the other way round. What RunPaths does beyond the C program
 * is part of its figure: canonical JSON, the digest of the id, two random ids, the document, and
 * one more sync, that of the root.
 */
final class CreateRuns implements Benchmark {
  private static final int RUNS = 500;
  private static final int WARM_UP_ROUNDS = 30;
  private static final double GOAL = 1.5;

  private final Samples ours = new Samples();
  private final Samples theirs = new Samples();
  private int made;

  @Override
  public List<Finding> run(Bench bench) throws IOException, InterruptedException {
    Path program = compile(bench);
    Path sample = sample(bench);
    Process process =
        new ProcessBuilder(program.toString(), sample.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (Writer questions = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        create(bench, new Samples());
      }
      ask(bench, questions, answers, new Samples());
      for (int round = 0; round < bench.rounds(20, 100); round++) {
        create(bench, ours);
        ask(bench, questions, answers, theirs);
      }
    } finally {
      process.destroy();
    }
    double java = ours.median();
    double c = theirs.median();
    return List.of(
        new Finding(
            "creating a run",
            java / c,
            "×",
            GOAL,
            String.format(
                Locale.ROOT, "%.0f µs; a C program %.0f µs, medians", java / 1e3, c / 1e3)));
  }

  private static Path compile(Bench bench) throws IOException, InterruptedException {
    if (!Program.exists("gcc")) {
      throw new NotRunException("creating a run beside a C program: there is no gcc");
    }
    Path program = bench.scratch().resolve("create_run");
    Path source = bench.checkout().resolve("benchmarks/src/main/c/create_run.c");
    new Program("gcc", "-O2", "-o", program.toString(), source.toString()).seconds();
    return program;
  }

  /** The bytes that a run.json has. */
  private Path sample(Bench bench) throws IOException {
    Path root = bench.folder("sample");
    try (RunStore store = RunStores.open(root.toString())) {
      Run run = create(store);
      return Files.copy(
          root.resolve(run.path()).resolve("run.json"),
          bench.scratch().resolve("birth-certificate"));
    }
  }

  private void create(Bench bench, Samples samples) throws IOException {
    Path root = bench.folder("ours");
    try (RunStore store = RunStores.open(root.toString())) {
      for (int i = 0; i < RUNS; i++) {
        long begun = System.nanoTime();
        create(store);
        samples.add((double) (System.nanoTime() - begun));
      }
    }
    Bench.remove(root);
  }

  private Run create(RunStore store) throws IOException {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("batch_size", 32);
    config.put("lr", 0.001);
    config.put("epochs", 100);
    config.put("optimizer", "adamw");
    config.put("augment", true);
    config.put("milestones", List.of(30, 60, 90));
    config.put("seed", made++);
    return store.create(RunSpec.hashed("organcmnist", "EfficientNet-B0", config));
  }

  private static void ask(Bench bench, Writer questions, BufferedReader answers, Samples samples)
      throws IOException {
    Path root = bench.folder("theirs");
    questions.write(root + " " + RUNS + "\n");
    questions.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("The C program ended early.");
    }
    for (String nanos : answer.strip().split(" ", -1)) {
      samples.add(Double.parseDouble(nanos));
    }
    Bench.remove(root);
  }
}
