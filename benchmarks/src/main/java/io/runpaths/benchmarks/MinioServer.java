package io.runpaths.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server that both are measured on. It counts requests itself.
 *
 * @param endpoint where it listens
 */
record MinioServer(URI endpoint) implements ObjectServer {
  private static final Pattern COUNTED =
      Pattern.compile("minio_api_requests_total\\{[^}]*type=\"s3\"[^}]*\\} ([0-9.e+]+)");

  /**
   * The server that the environment names.
   *
   * @throws Benchmark.NotRunException if it names none
   */
  static MinioServer given() throws Benchmark.NotRunException {
    String endpoint = System.getenv("RUNPATHS_BENCHMARK_MINIO");
    if (endpoint == null || endpoint.isEmpty()) {
      throw new Benchmark.NotRunException(
          "S3 beside rclone: RUNPATHS_BENCHMARK_MINIO names no server");
    }
    return new MinioServer(URI.create(endpoint));
  }

  @Override
  public String scheme() {
    return "s3";
  }

  @Override
  public List<String> settings() {
    return List.of("s3.endpoint=" + endpoint, "s3.region=us-east-1");
  }

  @Override
  public Map<String, String> remote() {
    return Map.of(
        "TYPE",
        "s3",
        "PROVIDER",
        "Minio",
        "ENDPOINT",
        endpoint.toString(),
        "REGION",
        "us-east-1",
        "ACCESS_KEY_ID",
        System.getenv().getOrDefault("AWS_ACCESS_KEY_ID", ""),
        "SECRET_ACCESS_KEY",
        System.getenv().getOrDefault("AWS_SECRET_ACCESS_KEY", ""));
  }

  /**
   * No look at an object after it was written, none whether the bucket exists, no digest of a whole
   * file before it is sent in parts (the parts have theirs).
   */
  @Override
  public List<String> flags() {
    return List.of(
        "--s3-no-head",
        "--s3-no-check-bucket",
        "--s3-disable-checksum",
        "--s3-upload-cutoff=64M",
        "--s3-chunk-size=64M",
        "--s3-upload-concurrency=4");
  }

  @Override
  public long requests() throws IOException, InterruptedException {
    HttpRequest asked =
        HttpRequest.newBuilder(endpoint.resolve("/minio/metrics/v3/api/requests")).build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(asked, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("The server tells no metrics; set MINIO_PROMETHEUS_AUTH_TYPE=public.");
    }
    double sum = 0;
    Matcher counted = COUNTED.matcher(answer.body());
    while (counted.find()) {
      sum += Double.parseDouble(counted.group(1));
    }
    return Math.round(sum);
  }

  @Override
  public boolean isQuick() {
    return true;
  }
}
