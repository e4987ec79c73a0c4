package io.runpaths.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server that both are measured on. It counts requests itself.
 *
 * @param endpoint where it listens
 */
record MinioServer(URI endpoint) {
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

  /** How many S3 requests it has had, refused ones too. */
  long requests() throws IOException, InterruptedException {
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
}
