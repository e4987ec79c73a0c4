package io.runpaths.s3;

import io.runpaths.spi.remote.Throttle;
import io.runpaths.spi.remote.TrustedAuthorities;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/**
 * Makes the HTTP client of a store. It is Apache's: its exchanges can be ended from another thread,
 * its pool belongs to one store, and it neither follows redirects nor sends anything twice by
 * itself. (The JDK's URL connections share one pool for all, may send a request again in silence,
 * and cannot be ended while they write.)
 */
final class HttpClients {
  /**
   * Open reads hold a connection for as long as their caller pleases, so the pool must not be what
   * limits requests: {@link Throttle} does. Otherwise readers could starve the writers they feed.
   */
  private static final int POOL = 16_384;

  private HttpClients() {}

  static SdkHttpClient open(S3Settings settings) {
    Apache5HttpClient.Builder builder =
        Apache5HttpClient.builder()
            .maxConnections(POOL)
            .connectionTimeout(shorter(settings.timeout(), Duration.ofSeconds(10)))
            .connectionAcquisitionTimeout(settings.timeout())
            // Only the last resort: each exchange has its own deadline, and where the server works
            // before it answers that is the longer one.
            .socketTimeout(settings.timeout().multipliedBy(ServerWork.MOST))
            .connectionMaxIdleTime(Duration.ofSeconds(20))
            .tcpKeepAlive(true)
            .expectContinueEnabled(false);
    if (settings.proxy() != null) {
      builder.proxyConfiguration(
          ProxyConfiguration.builder()
              .endpoint(settings.proxy())
              .useSystemPropertyValues(false)
              .useEnvironmentVariableValues(false)
              .build());
    }
    Path caFile = settings.caFile();
    if (caFile != null) {
      TrustManager[] trust = {TrustedAuthorities.withThoseOf(caFile, S3Options.CA_FILE)};
      builder.tlsTrustManagersProvider(() -> trust);
    }
    return builder.build();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
