package io.runpaths.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;

/**
 * s3proxy in this JVM, with the buckets {@code lab} and {@code lab-bucket}; started once. It asks
 * for signatures; who knows the key is the profile {@code lab}, who does not is {@code stranger}.
 */
final class S3Server {
  private static final String KEY = "lab-key";
  private static final String SECRET = "lab-secret";

  private static @Nullable S3Server running;

  private final String endpoint;
  private final TransientNio2BlobStore store;

  private S3Server(String endpoint, TransientNio2BlobStore store) {
    this.endpoint = endpoint;
    this.store = store;
  }

  static synchronized S3Server get() {
    if (running == null) {
      running = start();
    }
    return Objects.requireNonNull(running);
  }

  private static S3Server start() {
    try {
      TransientNio2BlobStore store = new TransientNio2BlobStore();
      S3Proxy proxy =
          S3Proxy.builder()
              .blobStore(store)
              .endpoint(URI.create("http://127.0.0.1:0"))
              .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
              .build();
      proxy.start();
      store.createContainer("lab");
      store.createContainer("lab-bucket");
      writeProfiles();
      return new S3Server("http://127.0.0.1:" + proxy.getPort(), store);
    } catch (Exception e) {
      throw new IllegalStateException("s3proxy does not start", e);
    }
  }

  /** Where the SDK of this JVM finds who it is, whoever runs the tests. */
  private static void writeProfiles() throws IOException {
    Path folder = Files.createTempDirectory("profiles");
    Path credentials =
        Files.writeString(
            folder.resolve("credentials"),
            """
            [lab]
            aws_access_key_id = %s
            aws_secret_access_key = %s
            [stranger]
            aws_access_key_id = %s
            aws_secret_access_key = another-secret
            """
                .formatted(KEY, SECRET, KEY));
    System.setProperty("aws.sharedCredentialsFile", credentials.toString());
    System.setProperty("aws.configFile", Files.createFile(folder.resolve("config")).toString());
  }

  String endpoint() {
    return endpoint;
  }

  /** Variables by which a command in a process of its own reaches the server. */
  Map<String, String> variables() {
    return Map.of(
        "RUNPATHS_S3_ENDPOINT", endpoint,
        "AWS_REGION", "us-east-1",
        "AWS_ACCESS_KEY_ID", KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET);
  }

  /** How many uploads in parts were begun and neither completed nor aborted. */
  int pendingUploads(String bucket) {
    return store.listMultipartUploads(bucket).size();
  }

  boolean has(String bucket, String key) {
    return store.blobExists(bucket, key);
  }
}
