package io.runpaths.examples;

import io.runpaths.gcs.server.GcsServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * Servers in this JVM with an empty bucket each, their objects in memory: s3proxy, and the small
 * one of the GCS backend's tests. Neither asks who asks.
 */
final class Buckets implements AutoCloseable {
  private static final String BUCKET = "lab-bucket";

  private final S3Proxy s3;
  private final GcsServer gcs = GcsServer.start();

  /**
   * A bucket.
   *
   * @param uri its URI
   * @param settings of the store, with which it is reached
   */
  record Bucket(String uri, Map<String, String> settings) {
    /** The arguments of a job whose root is in this bucket. */
    List<String> job(String root) {
      Stream<String> sets =
          settings.entrySet().stream()
              .flatMap(set -> Stream.of("--set", set.getKey() + "=" + set.getValue()));
      return Stream.concat(Stream.of("--root", uri + "/" + root), sets).toList();
    }
  }

  Buckets() throws Exception {
    TransientNio2BlobStore store = new TransientNio2BlobStore();
    store.createContainer(BUCKET);
    s3 =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.NONE, null, null)
            .build();
    s3.start();
    gcs.createBucket(BUCKET);
  }

  Bucket s3() {
    return new Bucket(
        "s3://" + BUCKET,
        Map.of(
            "s3.endpoint",
            "http://127.0.0.1:" + s3.getPort(),
            "s3.region",
            "us-east-1",
            "s3.anonymous",
            "true"));
  }

  Bucket gcs() {
    return new Bucket("gs://" + BUCKET, Map.of("gcs.endpoint", gcs.uri().toString()));
  }

  @Override
  public void close() {
    gcs.close();
    try {
      s3.stop();
    } catch (Exception e) {
      throw new IllegalStateException("s3proxy does not stop", e);
    }
  }
}
