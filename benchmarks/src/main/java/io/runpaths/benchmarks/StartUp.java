package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Short commands as a user types them, beside an empty Java and an almost empty Python. */
final class StartUp implements Benchmark {
  private static final double HELP_SECONDS = 0.35;
  private static final double ID_SECONDS = 0.5;

  @Override
  public List<Finding> run(Bench bench) throws IOException, InterruptedException {
    Path config =
        Files.writeString(
            bench.scratch().resolve("config.json"),
            "{\"batch_size\": 32, \"lr\": 0.001, \"run_timestamp\": 1770508800.0}");
    Path root = bench.folder("small");
    Files.createDirectory(root.resolve("20260208_organcmnist_efficientnetb0_a3f7c2"));
    String runpaths = bench.launcher();
    Timed help = new Timed(new Program(runpaths, "--help"));
    Timed id =
        new Timed(
            new Program(
                runpaths,
                "id",
                "hashed",
                "--dataset",
                "organcmnist",
                "--architecture",
                "EfficientNet-B0",
                "--config",
                config.toString()));
    Timed ls = new Timed(new Program(runpaths, "ls", root.toString()));
    Timed java = new Timed(new Program("java", "-Xshare:auto", "-Xlog:disable", "--version"));
    List<Timed> all = new ArrayList<>(List.of(help, id, ls, java));
    Timed python = new Timed(new Program("python3", "-c", "import json, hashlib"));
    if (Program.exists("python3")) {
      all.add(python);
    }
    // The first start builds, and makes the class-data archive.
    help.program().seconds();
    for (int round = 0; round < bench.rounds(7, 31); round++) {
      for (Timed each : all) {
        each.turn();
      }
    }
    String beside = String.format(Locale.ROOT, "java --version %.2f s", java.median());
    if (all.contains(python)) {
      beside += String.format(Locale.ROOT, ", python3 %.2f s", python.median());
    }
    return List.of(
        new Finding("runpaths --help", help.median(), "s", HELP_SECONDS, beside),
        new Finding("runpaths id hashed", id.median(), "s", ID_SECONDS, beside),
        new Finding("runpaths ls of one run", ls.median(), "s", Finding.NO_GOAL, beside));
  }
}
