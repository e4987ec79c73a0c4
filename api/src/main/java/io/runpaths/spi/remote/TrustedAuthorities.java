package io.runpaths.spi.remote;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts servers that the certificate authorities of this Java vouch for, and those that the
 * authorities in a file of the user's do: a store of one's own is often certified by nobody else.
 * Safe for use by several threads.
 */
public final class TrustedAuthorities implements X509TrustManager {
  private final X509TrustManager usual;
  private final X509TrustManager own;

  private TrustedAuthorities(X509TrustManager usual, X509TrustManager own) {
    this.usual = usual;
    this.own = own;
  }

  /**
   * Those of this Java and those of a file, which is read now.
   *
   * @param file a PEM file of one or more certificates
   * @param setting the name of the setting that names the file, for the message
   * @return they
   * @throws IllegalArgumentException if the file cannot be read or has no certificate in it
   */
  public static TrustedAuthorities withThoseOf(Path file, String setting) {
    return new TrustedAuthorities(usual(), of(file, setting));
  }

  private static X509TrustManager usual() {
    try {
      return trusting(null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The certificate authorities of this Java are unusable.", e);
    }
  }

  private static X509TrustManager of(Path file, String setting) {
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
          "The setting "
              + setting
              + " names "
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

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      own.checkServerTrusted(chain, authType);
    } catch (CertificateException notOwn) {
      try {
        usual.checkServerTrusted(chain, authType);
      } catch (CertificateException notUsual) {
        notUsual.addSuppressed(notOwn);
        throw notUsual;
      }
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    usual.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    List<X509Certificate> issuers = new ArrayList<>(List.of(usual.getAcceptedIssuers()));
    issuers.addAll(List.of(own.getAcceptedIssuers()));
    return issuers.toArray(new X509Certificate[0]);
  }
}
