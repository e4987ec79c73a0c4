package io.runpaths.cli;

import io.runpaths.gcs.server.GcsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The small server of the GCS backend's tests in this JVM, with the buckets {@code lab} and {@code
 * lab-bucket}; started once. It asks for tokens, and gives them to whoever has the file of {@link
 * #credentials()}.
 */
final class GcsTestServer {
  private static final String TOKEN = "for-looking-behind-the-command";

  private static @Nullable GcsTestServer running;

  private final GcsServer server;
  private final Path credentials;

  private GcsTestServer(GcsServer server, Path credentials) {
    this.server = server;
    this.credentials = credentials;
  }

  static synchronized GcsTestServer get() {
    if (running == null) {
      running = start();
    }
    return Objects.requireNonNull(running);
  }

  private static GcsTestServer start() {
    GcsServer server = GcsServer.start();
    server.createBucket("lab");
    server.createBucket("lab-bucket");
    server.createBucket(
        "payer-bucket", settings -> settings.putObject("billing").put("requesterPays", true));
    server.createBucket(
        "locked-bucket",
        settings -> settings.putObject("retentionPolicy").put("retentionPeriod", "600"));
    server.tokens().grant(TOKEN);
    try {
      return new GcsTestServer(server, serviceAccount(server.uri()));
    } catch (IOException e) {
      throw new UncheckedIOException("no file of credentials", e);
    }
  }

  /** The key of a service account that no cloud knows. */
  private static Path serviceAccount(URI tokens) throws IOException {
    KeyPairGenerator pairs;
    try {
      pairs = KeyPairGenerator.getInstance("RSA");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    pairs.initialize(2048);
    return Files.writeString(
        Files.createTempDirectory("accounts").resolve("key.json"),
        """
        {"type": "service_account",
         "project_id": "lab-project",
         "private_key_id": "lab-key-id",
         "private_key": "-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
         "client_email": "tester@lab-project.iam.gserviceaccount.com",
         "client_id": "1",
         "token_uri": "%s/token"}
        """
            .formatted(
                Base64.getEncoder()
                    .encodeToString(pairs.generateKeyPair().getPrivate().getEncoded()),
                tokens));
  }

  String endpoint() {
    return server.uri().toString();
  }

  /** A service account's file, which the server gives tokens for. */
  Path credentials() {
    return credentials;
  }

  /** Variables by which a command reaches the server. */
  Map<String, String> variables() {
    return Map.of(
        "RUNPATHS_GCS_ENDPOINT", endpoint(),
        "RUNPATHS_GCS_CREDENTIALS_FILE", credentials.toString());
  }

  /** How many resumable uploads were begun and neither completed nor cancelled. */
  long pendingUploads() {
    return server.openUploads();
  }

  boolean has(String bucket, String key) {
    String name = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    try {
      URI object = URI.create(endpoint() + "/storage/v1/b/" + bucket + "/o/" + name);
      if (!(object.toURL().openConnection() instanceof HttpURLConnection connection)) {
        throw new AssertionError(object + " is not HTTP");
      }
      connection.setRequestProperty("Authorization", "Bearer " + TOKEN);
      int status = connection.getResponseCode();
      if (status != 200 && status != 404) {
        throw new AssertionError("The server answers " + status);
      }
      return status == 200;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
