package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the comparisons and prints what they found: a table, and a line {@code result: …} for each
 * figure. A goal that is missed is reported and fails nothing, since a busy machine misses it too;
 * a comparison that breaks fails.
 */
public final class Benchmarks {
  private Benchmarks() {}

  /**
   * Runs comparisons.
   *
   * @param args the project's folder, an empty folder on tmpfs, {@code short} or {@code full}, and
   *     the names of comparisons; none means all
   * @throws IOException if a comparison broke
   * @throws InterruptedException if the thread was interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, Benchmark> all = new LinkedHashMap<>();
    all.put("create", new CreateRuns());
    all.put("ls", new ListRuns());
    all.put("start", new StartUp());
    all.put("batch", new BatchIds());
    all.put("s3", new CopyObjects(MinioServer::given));
    all.put("gcs", new CopyObjects(FakeGcsServer::given));
    all.put("crowd", new CrowdedUploads());
    Bench bench = new Bench(Path.of(args[0]), Path.of(args[1]), args[2].equals("full"));
    List<String> wanted = List.of(args).subList(3, args.length);
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Benchmark> entry : all.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(entry.getKey())) {
        try {
          findings.addAll(entry.getValue().run(bench));
        } catch (Benchmark.NotRunException e) {
          System.out.println("not run: " + e.getMessage());
        }
      }
    }
    System.out.println(Finding.head());
    for (Finding finding : findings) {
      System.out.println(finding.row());
    }
    System.out.println();
    for (Finding finding : findings) {
      System.out.println(finding.result());
    }
  }
}
