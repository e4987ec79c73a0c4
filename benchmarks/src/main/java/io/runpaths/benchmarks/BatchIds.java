package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code runpaths id hashed --batch} beside Python's json and hashlib, which give the same ids. */
final class BatchIds implements Benchmark {
  private static final int FEW = 20_000;
  private static final int MANY = 100_000;

  @Override
  public List<Finding> run(Bench bench) throws IOException, InterruptedException {
    if (!Program.exists("python3")) {
      throw new NotRunException("ids in bulk beside Python: there is no python3");
    }
    int count = bench.rounds(FEW, MANY);
    Path lines = bench.scratch().resolve("batch.jsonl");
    Files.write(lines, lines(count));
    Path script = bench.checkout().resolve("benchmarks/src/main/python/ids.py");
    Program ours = new Program(bench.launcher(), "id", "hashed", "--batch", lines.toString());
    Program theirs = new Program("python3", script.toString(), lines.toString());
    Path ourIds = bench.scratch().resolve("ids.ours");
    Path theirIds = bench.scratch().resolve("ids.theirs");
    Samples ourTimes = new Samples();
    Samples theirTimes = new Samples();
    for (int round = 0; round < bench.rounds(3, 11); round++) {
      ourTimes.add(ours.seconds(ourIds));
      theirTimes.add(theirs.seconds(theirIds));
    }
    if (Files.mismatch(ourIds, theirIds) != -1) {
      throw new IOException("The ids differ from Python's.");
    }
    return List.of(
        new Finding(
            "id hashed --batch of " + String.format(Locale.ROOT, "%,d", count) + " lines",
            ourTimes.median() / theirTimes.median(),
            "×",
            Finding.NO_GOAL,
            String.format(
                Locale.ROOT,
                "%,.0f ids a second, start-up included; Python %,.0f",
                count / ourTimes.median(),
                count / theirTimes.median())));
  }

  private static List<String> lines(int count) {
    List<String> lines = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lines.add(
          "{\"date\": \"20260208\", \"dataset\": \"organcmnist\", \"architecture\":"
              + " \"EfficientNet-B0\", \"config\": {\"batch_size\": 32, \"lr\": "
              + (1 + i % 97) / 1024.0
              + ", \"optimizer\": \"adamw\", \"augment\": true, \"milestones\": [30, 60, 90],"
              + " \"seed\": "
              + i
              + ", \"run_timestamp\": "
              + (1770508800L + i)
              + ".5}}");
    }
    return lines;
  }
}
