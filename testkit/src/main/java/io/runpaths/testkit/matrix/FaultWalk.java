package io.runpaths.testkit.matrix;

import io.runpaths.spi.Guard;
import io.runpaths.spi.StorageBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Goes many steps through a store whose wire is bad, by chance: what the table of {@link
 * FaultMatrix} has one by one comes here in any order, several faults in one operation, interrupts
 * among them, and each operation on what the ones before it left. After each step the server must
 * have what the operation said.
 *
 * <p>Where a step goes wrong, the same seed leads to the same operations and faults again; what the
 * clock decides, such as where an interrupt strikes, may differ.
 */
public final class FaultWalk {
  private FaultWalk() {}

  /**
   * What came out.
   *
   * @param steps how many operations were tried
   * @param struck how many of them met a fault
   * @param outcomes how often what came out
   * @param findings what must not happen, in words; empty is good
   */
  public record Report(
      int steps, int struck, Map<String, Integer> outcomes, List<String> findings) {
    /** Copies. */
    public Report {
      outcomes = Map.copyOf(outcomes);
      findings = List.copyOf(findings);
    }

    /**
     * A line.
     *
     * @return the figures
     */
    public String summary() {
      return steps
          + " steps, "
          + struck
          + " struck by a fault; "
          + new TreeMap<>(outcomes)
          + "; findings: "
          + findings.size();
    }
  }

  /**
   * Walks, by several walkers side by side, each with keys, a driver and a proxy of its own.
   *
   * @param store how the store is reached
   * @param seed decides what happens
   * @param walkers how many
   * @param steps how many operations each tries
   * @return what came out
   * @throws IOException if the server cannot be reached without any fault
   * @throws InterruptedException if interrupted
   */
  public static Report run(WiredStore store, long seed, int walkers, int steps)
      throws IOException, InterruptedException {
    Path large = Files.createTempFile("runpaths-walk", ".bin");
    ExecutorService threads = Executors.newFixedThreadPool(walkers);
    try (StorageBackend clean = Guard.over(store.open(store.server(), Duration.ofSeconds(60)))) {
      Files.write(large, Contents.noise(5, store.largeBytes()));
      List<Callable<Report>> walks = new ArrayList<>();
      for (int i = 0; i < walkers; i++) {
        String folder = "walk-" + i;
        Random random = new Random(seed + 31L * i);
        walks.add(() -> Walker.walk(store, clean, large, folder, random, steps));
      }
      int made = 0;
      int struck = 0;
      Map<String, Integer> outcomes = new TreeMap<>();
      List<String> findings = new ArrayList<>();
      for (Future<Report> walk : threads.invokeAll(walks)) {
        Report report = walk.get();
        made += report.steps();
        struck += report.struck();
        report.outcomes().forEach((what, times) -> outcomes.merge(what, times, Integer::sum));
        report.findings().forEach(finding -> findings.add("seed " + seed + ", " + finding));
      }
      return new Report(made, struck, outcomes, findings);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The walk of seed " + seed + " broke off.", e);
    } finally {
      threads.shutdownNow();
      Files.deleteIfExists(large);
    }
  }
}
