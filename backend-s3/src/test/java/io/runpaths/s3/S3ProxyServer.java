package io.runpaths.s3;

import java.net.URI;
import java.util.Objects;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;

/** s3proxy in this JVM, its objects in memory, real signatures asked for; started once. */
final class S3ProxyServer {
  private static @Nullable TestServer running;

  private S3ProxyServer() {}

  static synchronized TestServer get() {
    if (running == null) {
      running = start();
    }
    return Objects.requireNonNull(running);
  }

  private static TestServer start() {
    String key = "lab-key";
    String secret = "lab-secret";
    try {
      S3Proxy proxy =
          S3Proxy.builder()
              .blobStore(new TransientNio2BlobStore())
              .endpoint(URI.create("http://127.0.0.1:0"))
              .awsAuthentication(AuthenticationType.AWS_V4, key, secret)
              .build();
      proxy.start();
      return new TestServer(
          "s3proxy", URI.create("http://127.0.0.1:" + proxy.getPort()), key, secret);
    } catch (Exception e) {
      throw new IllegalStateException("s3proxy does not start", e);
    }
  }
}
