package io.runpaths.gcs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.http.HttpHost;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
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
  private static final int CONTINUE_MILLIS = 1_000;

  private HttpClients() {}

  static CloseableHttpClient open(GcsSettings settings) {
    HttpClientBuilder builder =
        HttpClientBuilder.create()
            .setMaxConnTotal(POOL)
            .setMaxConnPerRoute(POOL)
            .setRequestExecutor(new HttpRequestExecutor(CONTINUE_MILLIS))
            .setKeepAliveStrategy((response, context) -> IDLE_MILLIS)
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableAuthCaching()
            .disableContentCompression()
            .disableCookieManagement();
    URI proxy = settings.proxy();
    if (proxy != null) {
      int port =
          proxy.getPort() >= 0 ? proxy.getPort() : proxy.getScheme().equals("https") ? 443 : 80;
      builder.setProxy(new HttpHost(proxy.getHost(), port, proxy.getScheme()));
    }
    Path caFile = settings.caFile();
    if (caFile != null) {
      builder.setSSLContext(trusting(new Either(usual(), of(caFile))));
    }
    return builder.build();
  }

  private static SSLContext trusting(X509TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no TLS.", e);
    }
  }

  private static X509TrustManager usual() {
    try {
      return trusting((KeyStore) null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The certificate authorities of this Java are unusable.", e);
    }
  }

  private static X509TrustManager of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new CertificateException("there is no certificate in it");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int n = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + n++, certificate);
      }
      return trusting(store);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The setting gcs.ca-file names "
              + file
              + ", which is no PEM file of certificates: "
              + e.getMessage(),
          e);
    }
  }

  private static X509TrustManager trusting(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("no X.509 trust manager");
  }

  /** Trusts what one of two trusts. */
  private static final class Either implements X509TrustManager {
    private final X509TrustManager first;
    private final X509TrustManager second;

    Either(X509TrustManager first, X509TrustManager second) {
      this.first = first;
      this.second = second;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      try {
        second.checkServerTrusted(chain, authType);
      } catch (CertificateException notSecond) {
        try {
          first.checkServerTrusted(chain, authType);
        } catch (CertificateException notFirst) {
          notFirst.addSuppressed(notSecond);
          throw notFirst;
        }
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      first.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      List<X509Certificate> issuers = new ArrayList<>(List.of(first.getAcceptedIssuers()));
      issuers.addAll(List.of(second.getAcceptedIssuers()));
      return issuers.toArray(new X509Certificate[0]);
    }
  }
}
