package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import java.net.URI;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A server that tests talk to.
 *
 * @param name what it is, by which its quirks are known
 * @param endpoint where it listens
 * @param accessKey who the tests are
 * @param secretKey their secret
 */
record TestServer(String name, URI endpoint, String accessKey, String secretKey) {
  private static final ConcurrentHashMap<URI, String> BUCKETS = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<URI, S3Client> CLIENTS = new ConcurrentHashMap<>();

  AwsCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
  }

  /** A plain client of the SDK, for looking behind the backend's back. */
  S3Client client() {
    return CLIENTS.computeIfAbsent(
        endpoint,
        there ->
            S3Client.builder()
                .endpointOverride(there)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                // Older Cephs take no checksums behind a body.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(credentials())
                .httpClient(Apache5HttpClient.create())
                .build());
  }

  /** A bucket of this run of the tests. */
  String bucket() {
    return BUCKETS.computeIfAbsent(
        endpoint,
        there -> {
          String name = "runpaths-" + UUID.randomUUID().toString().toLowerCase(Locale.ROOT);
          client().createBucket(bucket -> bucket.bucket(name));
          return name;
        });
  }

  /** Settings that reach it. */
  Options options() {
    return S3Options.builder().endpoint(endpoint).region("us-east-1").build();
  }

  /** Opens a backend with more settings. */
  S3Backend open(Location root, Options more) {
    return S3Backend.open(
        root,
        S3Settings.from(more.over(options())),
        credentials(),
        time -> Thread.onSpinWait(),
        heard());
  }

  /** Tells the server by its answers; the one on paper plays Amazon where it gives its name. */
  HeardServer heard() {
    return name.equals(PaperS3.NAME) ? new HeardServer(PaperS3::told) : new HeardServer();
  }
}
