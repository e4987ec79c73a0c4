package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the file; that servers are believed by it, the drivers' tests prove over TLS. */
final class TrustedAuthoritiesTest {
  private static final String SETTING = "s3.ca-file";

  @TempDir private Path dir;

  private static List<X509Certificate> ofThisJava() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    TrustManager manager = factory.getTrustManagers()[0];
    return List.of(((X509TrustManager) manager).getAcceptedIssuers());
  }

  private static String pem(X509Certificate certificate) throws GeneralSecurityException {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static String refused(Path file) {
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class, () -> TrustedAuthorities.withThoseOf(file, SETTING))
            .getMessage());
  }

  @Test
  void allCertificatesOfTheFileAreTrustedBesidesThoseOfJava() throws Exception {
    List<X509Certificate> usual = ofThisJava();
    Path file = dir.resolve("ca.pem");
    Files.writeString(file, pem(usual.get(0)) + pem(usual.get(1)));
    TrustedAuthorities both = TrustedAuthorities.withThoseOf(file, SETTING);
    assertEquals(usual.size() + 2, both.getAcceptedIssuers().length);
    assertTrue(Arrays.asList(both.getAcceptedIssuers()).containsAll(usual));
    both.checkServerTrusted(new X509Certificate[] {usual.get(2)}, "RSA");
  }

  @Test
  void aFileThatIsNotThereOrHasNoCertificateIsRefusedByName() throws IOException {
    Path missing = dir.resolve("missing.pem");
    assertTrue(
        refused(missing).startsWith("The setting s3.ca-file names " + missing), refused(missing));
    Path empty = Files.createFile(dir.resolve("empty.pem"));
    assertTrue(refused(empty).endsWith("there is no certificate in it"), refused(empty));
    Path other = Files.writeString(dir.resolve("other.pem"), "a page of a proxy");
    assertTrue(refused(other).contains("which is no PEM file of certificates"), refused(other));
  }
}
