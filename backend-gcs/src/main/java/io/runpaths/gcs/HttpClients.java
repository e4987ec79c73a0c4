package io.runpaths.gcs;

import io.runpaths.spi.remote.TrustedAuthorities;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.conn.routing.HttpRoutePlanner;
import org.apache.http.conn.socket.LayeredConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.conn.util.PublicSuffixMatcher;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.DefaultRoutePlanner;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Makes the HTTP client of a store. It is Apache's, which Google's client brings along: its
 * exchanges can be ended from another thread, its pool belongs to one store, and it neither follows
 * redirects nor sends anything twice by itself. (The JDK's URL connections, Google's default, share
 * one pool for all, may send a request again in silence, and cannot be ended while they write.)
 */
final class HttpClients {
  /**
   * Open reads hold a connection for as long as their caller pleases, so the pool must not be what
   * limits requests: {@link io.runpaths.spi.remote.Throttle} does. Otherwise readers could starve
   * the writers they feed.
   */
  private static final int POOL = 16_384;

  /** Servers close connections that idle longer; one closed meanwhile would lose a write. */
  private static final long IDLE_MILLIS = 20_000;

  /** How long a server may take to ask for a large body; then it is sent unasked. */
  static final int CONTINUE_MILLIS = 1_000;

  /** Where a machine of Google's asks for its own account. */
  private static final Set<String> METADATA = Set.of("169.254.169.254", "metadata.google.internal");

  private HttpClients() {}

  static CloseableHttpClient open(GcsSettings settings) {
    return open(settings, System.getenv());
  }

  /**
   * Makes one.
   *
   * @param environment the variables by which Google's client finds the machine's metadata server
   */
  static CloseableHttpClient open(GcsSettings settings, Map<String, String> environment) {
    HttpClientBuilder builder =
        HttpClientBuilder.create()
            .setMaxConnTotal(POOL)
            .setMaxConnPerRoute(POOL)
            // Only cookies would ask it, and reading it takes a while.
            .setPublicSuffixMatcher(new PublicSuffixMatcher(List.of(), List.of()))
            .setSSLSocketFactory(new LateTls(settings.caFile()))
            .setRequestExecutor(new HttpRequestExecutor(CONTINUE_MILLIS))
            .setKeepAliveStrategy((response, context) -> IDLE_MILLIS)
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableAuthCaching()
            .disableContentCompression()
            .disableCookieManagement();
    URI proxy = settings.proxy();
    if (proxy != null) {
      builder.setRoutePlanner(routes(proxy, environment));
    }
    return builder.build();
  }

  /** Through the proxy, but to the machine's metadata server, which no proxy reaches. */
  static HttpRoutePlanner routes(URI proxy, Map<String, String> environment) {
    HttpHost given = HttpHost.create(proxy.toString());
    int port =
        given.getPort() >= 0 ? given.getPort() : proxy.getScheme().equals("https") ? 443 : 80;
    HttpHost through = new HttpHost(given.getHostName(), port, given.getSchemeName());
    Set<String> direct = new HashSet<>(METADATA);
    String named = environment.getOrDefault("GCE_METADATA_HOST", "").strip();
    direct.add(named.toLowerCase(Locale.ROOT));
    return new DefaultRoutePlanner(null) {
      @Override
      protected @Nullable HttpHost determineProxy(
          HttpHost target, HttpRequest request, HttpContext context) {
        String host = target.getHostName().toLowerCase(Locale.ROOT);
        boolean metadata = direct.contains(host) || direct.contains(host + ":" + target.getPort());
        return metadata ? null : through;
      }
    };
  }

  /**
   * Makes sockets for TLS. What they need is made with the first of them: reading the authorities
   * that Java trusts takes as long as many an exchange, and a server without TLS needs none. The
   * user's own are read at once, so that a file that is wrong is told where the store is opened.
   */
  private static final class LateTls implements LayeredConnectionSocketFactory {
    /** Null for those that Java trusts. */
    private final TrustManager @Nullable [] trusted;

    private @Nullable SSLConnectionSocketFactory sockets;

    LateTls(@Nullable Path caFile) {
      trusted =
          caFile == null
              ? null
              : new TrustManager[] {TrustedAuthorities.withThoseOf(caFile, GcsOptions.CA_FILE)};
    }

    private synchronized SSLConnectionSocketFactory sockets() {
      SSLConnectionSocketFactory made = sockets;
      if (made == null) {
        made = new SSLConnectionSocketFactory(context());
        sockets = made;
      }
      return made;
    }

    private SSLContext context() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted, null);
        return context;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("This Java has no TLS.", e);
      }
    }

    @Override
    public Socket createSocket(HttpContext context) throws IOException {
      return sockets().createSocket(context);
    }

    @Override
    public Socket connectSocket(
        int timeout,
        Socket socket,
        HttpHost host,
        InetSocketAddress remote,
        InetSocketAddress local,
        HttpContext context)
        throws IOException {
      return sockets().connectSocket(timeout, socket, host, remote, local, context);
    }

    @Override
    public Socket createLayeredSocket(Socket socket, String target, int port, HttpContext context)
        throws IOException {
      return sockets().createLayeredSocket(socket, target, port, context);
    }
  }
}
