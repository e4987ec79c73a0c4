package io.runpaths.s3;

import io.runpaths.spi.remote.Throttle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
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
            .socketTimeout(settings.timeout().multipliedBy(WatchedHttpClient.SERVER_WORK))
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
      TrustManager[] trust = {new Either(usual(), of(caFile))};
      builder.tlsTrustManagersProvider(() -> trust);
    }
    return builder.build();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static X509TrustManager usual() {
    try {
      return trusting(null);
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
          "The setting s3.ca-file names "
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
