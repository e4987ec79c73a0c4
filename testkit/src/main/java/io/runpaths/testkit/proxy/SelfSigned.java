package io.runpaths.testkit.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A key made for one proxy, and a certificate that it has signed itself: whoever trusts the
 * certificate trusts the proxy.
 */
final class SelfSigned {
  private static final char[] NO_PASSWORD = new char[0];

  private final Certificate certificate;
  private final SSLSocketFactory sockets;

  private SelfSigned(Certificate certificate, SSLSocketFactory sockets) {
    this.certificate = certificate;
    this.sockets = sockets;
  }

  /** For 127.0.0.1 and localhost. */
  static SelfSigned make() {
    return make(
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
        new GeneralName(GeneralName.dNSName, "localhost"));
  }

  /** For another host. */
  static SelfSigned make(String host) {
    return make(new GeneralName(GeneralName.dNSName, host));
  }

  private static SelfSigned make(GeneralName... hosts) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      Certificate certificate = certify(keys, new GeneralNames(hosts));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("proxy", keys.getPrivate(), NO_PASSWORD, new Certificate[] {certificate});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new SelfSigned(certificate, context.getSocketFactory());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This Java cannot make a certificate for a test.", e);
    }
  }

  SSLSocketFactory sockets() {
    return sockets;
  }

  String pem() {
    try {
      byte[] line = {'\n'};
      String text = Base64.getMimeEncoder(64, line).encodeToString(certificate.getEncoded());
      return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The certificate made cannot be written.", e);
    }
  }

  private static Certificate certify(KeyPair keys, GeneralNames names)
      throws GeneralSecurityException, IOException {
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    X500Name name = new X500Name("CN=RunPaths fault proxy");
    Instant now = Instant.now();
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(
        new ASN1Integer(new BigInteger(64, new SecureRandom()).add(BigInteger.ONE)));
    generator.setIssuer(name);
    generator.setSubject(name);
    generator.setStartDate(new Time(Date.from(now.minus(Duration.ofDays(1)))));
    generator.setEndDate(new Time(Date.from(now.plus(Duration.ofDays(1)))));
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    generator.setSignature(algorithm);
    generator.setExtensions(
        new Extensions(
            new Extension[] {
              Extension.create(Extension.basicConstraints, true, new BasicConstraints(true)),
              Extension.create(Extension.subjectAlternativeName, false, names)
            }));
    TBSCertificate unsigned = generator.generateTBSCertificate();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(unsigned.getEncoded(ASN1Encoding.DER));
    DERSequence signed =
        new DERSequence(
            new ASN1Encodable[] {unsigned, algorithm, new DERBitString(signature.sign())});
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(signed.getEncoded(ASN1Encoding.DER)));
  }
}
