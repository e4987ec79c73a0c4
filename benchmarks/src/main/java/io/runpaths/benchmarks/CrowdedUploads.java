package io.runpaths.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The memory of 64 uploads at once, against a server that forgets what it gets. */
final class CrowdedUploads implements Benchmark {
  private static final int UPLOADS = 64;
  private static final int FEW_MIB = 64;
  private static final int MANY_MIB = 1024;
  private static final double MEGABYTES = 256;

  @Override
  public List<Finding> run(Bench bench) throws IOException, InterruptedException {
    if (!Program.exists("python3")) {
      throw new NotRunException("the memory of uploads: there is no python3");
    }
    int mib = bench.rounds(FEW_MIB, MANY_MIB);
    OurJava java = new OurJava(bench.scratch().resolve("crowd.jsa"));
    try (DiscardingServer server = new DiscardingServer()) {
      Program crowd =
          java.program(
              Crowd.class,
              List.of(
                  "s3://bucket/crowd",
                  Integer.toString(UPLOADS),
                  Integer.toString(mib),
                  "s3.endpoint=" + server.uri(),
                  "s3.region=us-east-1"));
      // Nobody checks them there, but requests are signed as elsewhere.
      Map<String, String> dummies =
          Map.of("AWS_ACCESS_KEY_ID", "dummy", "AWS_SECRET_ACCESS_KEY", "dummy");
      Usage usage = Usage.of(bench, new Program(crowd.words(), dummies));
      double sent = (double) server.bytes() / (1 << 20);
      if (sent < (double) UPLOADS * mib) {
        throw new IOException("Only " + sent + " MiB arrived.");
      }
      return List.of(
          new Finding(
              UPLOADS + " uploads of " + mib + " MiB at once: memory",
              usage.megabytes(),
              "MB",
              MEGABYTES,
              String.format(
                  Locale.ROOT,
                  "largest resident set; %.0f s, %.0f s of processor, %.1f requests each",
                  usage.wall(),
                  usage.cpu(),
                  (double) server.requests() / UPLOADS)));
    }
  }
}
