package io.runpaths.s3;

import io.runpaths.s3.S3Settings.Transport;
import io.runpaths.spi.remote.Throttle;
import io.runpaths.spi.remote.TrustedAuthorities;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SystemPropertyTlsKeyManagersProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.utils.Lazy;

/**
 * Makes the HTTP client of a store. Its connections are Apache's: their exchanges can be ended from
 * another thread, the pool belongs to one store, and nothing is sent twice in silence. (The JDK's
 * URL connections share one pool for all, may send a request again by themselves, and cannot be
 * ended while they write.) Through a proxy, and for those who want the SDK's own client, it is the
 * whole of the SDK's client; otherwise only what S3 needs, {@link PooledHttpClient}.
 */
final class HttpClients {
  /**
   * Open reads hold a connection for as long as their caller pleases, so the pool must not be what
   * limits requests: {@link Throttle} does. Otherwise readers could starve the writers they feed.
   */
  private static final int POOL = 16_384;

  /** A connection that nobody used for so long is not used again. */
  static final Duration IDLE = Duration.ofSeconds(20);

  /** By these the environment and Java's own settings name a proxy. */
  private static final List<String> PROXY_VARIABLES =
      List.of("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY");

  private static final List<String> PROXY_PROPERTIES = List.of("http.proxyHost", "https.proxyHost");

  private HttpClients() {}

  static SdkHttpClient open(S3Settings settings) {
    return settings.transport() == Transport.CLIENT || isProxied(settings)
        ? ofSdk(settings)
        : pooled(settings);
  }

  private static boolean isProxied(S3Settings settings) {
    if (settings.proxy() != null) {
      return true;
    }
    boolean named =
        PROXY_VARIABLES.stream().anyMatch(name -> System.getenv(name) != null)
            || PROXY_PROPERTIES.stream().anyMatch(name -> System.getProperty(name) != null);
    URI endpoint = settings.endpoint();
    String scheme = endpoint == null ? "https" : endpoint.getScheme();
    return named && ProxyConfiguration.builder().scheme(scheme).build().host() != null;
  }

  private static SdkHttpClient pooled(S3Settings settings) {
    TrustManager @Nullable [] trust = trust(settings);
    // Opened with the first connection that needs it: reading Java's authorities takes a while.
    Lazy<DefaultClientTlsStrategy> tls = new Lazy<>(() -> tls(trust));
    PoolingHttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(POOL)
            .setMaxConnPerRoute(POOL)
            .setTlsSocketStrategy(
                (socket, target, port, attachment, context) ->
                    tls.getValue().upgrade(socket, target, port, attachment, context))
            .setDefaultSocketConfig(SocketConfig.custom().setSoKeepAlive(true).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(connecting(settings)))
                    // Each exchange is watched. A timeout of the socket would cost two more system
                    // calls for each look at it.
                    .setSocketTimeout(Timeout.DISABLED)
                    .setIdleTimeout(Timeout.of(IDLE))
                    .build())
            .build();
    return new PooledHttpClient(
        connections,
        new HttpRequestExecutor(
            Http1Config.custom().setWaitForContinueTimeout(AskingHttpClient.PATIENCE).build(),
            null,
            null),
        Timeout.of(settings.timeout()));
  }

  private static TrustManager @Nullable [] trust(S3Settings settings) {
    Path caFile = settings.caFile();
    return caFile == null
        ? null
        : new TrustManager[] {TrustedAuthorities.withThoseOf(caFile, S3Options.CA_FILE)};
  }

  private static DefaultClientTlsStrategy tls(TrustManager @Nullable [] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(SystemPropertyTlsKeyManagersProvider.create().keyManagers(), trust, null);
      return new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.BUILTIN, null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java cannot do TLS.", e);
    }
  }

  private static SdkHttpClient ofSdk(S3Settings settings) {
    Apache5HttpClient.Builder builder =
        Apache5HttpClient.builder()
            .maxConnections(POOL)
            .connectionTimeout(connecting(settings))
            .connectionAcquisitionTimeout(settings.timeout())
            // Only the last resort: each exchange has its own deadline, and where the server works
            // before it answers that is the longer one.
            .socketTimeout(settings.timeout().multipliedBy(ServerWork.MOST))
            .connectionMaxIdleTime(IDLE)
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
    TrustManager @Nullable [] trust = trust(settings);
    if (trust != null) {
      builder.tlsTrustManagersProvider(() -> trust);
    }
    return builder.build();
  }

  private static Duration connecting(S3Settings settings) {
    Duration most = Duration.ofSeconds(10);
    return settings.timeout().compareTo(most) < 0 ? settings.timeout() : most;
  }
}
