package io.runpaths.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A fake-gcs-server, which writes a line for each request.
 *
 * @param endpoint where it listens
 * @param log its log
 */
record FakeGcsServer(URI endpoint, Path log) implements ObjectServer {
  /**
   * The server that the environment names.
   *
   * @throws Benchmark.NotRunException if it names none
   */
  static FakeGcsServer given() throws Benchmark.NotRunException {
    String endpoint = System.getenv().getOrDefault("RUNPATHS_BENCHMARK_GCS", "");
    String log = System.getenv().getOrDefault("RUNPATHS_BENCHMARK_GCS_LOG", "");
    if (endpoint.isEmpty() || log.isEmpty()) {
      throw new Benchmark.NotRunException(
          "GCS beside rclone: RUNPATHS_BENCHMARK_GCS and RUNPATHS_BENCHMARK_GCS_LOG name no server"
              + " and its log");
    }
    return new FakeGcsServer(URI.create(endpoint), Path.of(log));
  }

  @Override
  public String scheme() {
    return "gs";
  }

  @Override
  public List<String> settings() {
    return List.of("gcs.endpoint=" + endpoint);
  }

  @Override
  public Map<String, String> remote() {
    return Map.of(
        "TYPE", "google cloud storage",
        "ENDPOINT", endpoint + "/storage/v1/",
        "ANONYMOUS", "true",
        "PROJECT_NUMBER", "lab");
  }

  @Override
  public List<String> flags() {
    return List.of("--gcs-no-check-bucket");
  }

  @Override
  public long requests() throws IOException {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains(" HTTP/1.1\\\" ")).count();
    }
  }

  @Override
  public boolean isQuick() {
    return false;
  }
}
