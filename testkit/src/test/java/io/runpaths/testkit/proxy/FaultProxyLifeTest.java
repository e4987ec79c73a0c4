package io.runpaths.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.testkit.faults.Gate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that wait, TLS, and the end of a proxy. */
final class FaultProxyLifeTest {

  // -- requests that wait

  @Test
  void aHeldRequestGoesOnWhenTheGateOpens() throws Exception {
    try (ShelfServer server = new ShelfServer();
        FaultProxy proxy = FaultProxy.before(server.uri());
        Line line = new Line(proxy.uri())) {
      Gate gate = new Gate();
      proxy
          .plan()
          .next(1, FaultProxyLifeTest::any, WireFault.heldAt(gate))
          .next(1, FaultProxyLifeTest::any, WireFault.LOST_AFTER_EFFECT);
      line.say(Line.request("PUT", "/a", "", "text"));
      gate.awaitArrival();
      assertEquals(List.of(), server.seen());
      gate.open();
      assertTrue(line.hearAll().reset(), "the other fault strikes it behind the gate");
      assertEquals("text", server.text("/a"));
    }
  }

  @Test
  void aLateRequestArrivesAfterItsClientHasGivenUp() throws Exception {
    try (ShelfServer server = new ShelfServer();
        FaultProxy proxy = FaultProxy.before(server.uri())) {
      Gate gate = new Gate();
      proxy.plan().next(1, FaultProxyLifeTest::any, WireFault.deliveredLate(gate));
      assertTrue(Line.ask(proxy.uri(), "PUT", "/a", "", "early").reset());
      assertEquals(201, Line.ask(proxy.uri(), "PUT", "/a", "", "other").status());
      assertEquals("other", server.text("/a"));
      gate.open();
      while (!server.text("/a").equals("early")) {
        Thread.onSpinWait();
      }
      assertEquals(2, server.seen().size());
    }
  }

  // -- TLS

  @Test
  void tlsIsTrustedThroughItsOwnCertificateOnly(@TempDir Path folder) throws Exception {
    try (ShelfServer server = new ShelfServer();
        FaultProxy proxy = FaultProxy.withTlsBefore(server.uri())) {
      assertEquals("https", proxy.uri().getScheme());
      server.shelf().put("/a", "some text".getBytes(StandardCharsets.UTF_8));
      Path ca = proxy.writeCa(folder.resolve("ca.pem"));
      try (Line line = new Line(tls(trusting(ca), proxy.uri()))) {
        line.say(Line.request("GET", "/a", "Connection: close\r\n", ""));
        assertEquals("some text", line.hearAll().body());
      }
      proxy.plan().next(1, FaultProxyLifeTest::any, WireFault.truncated(4));
      try (Line line = new Line(tls(trusting(ca), proxy.uri()))) {
        line.say(Line.request("GET", "/a", "", ""));
        Line.Heard heard = line.hearAll();
        assertEquals("some", heard.body());
        assertTrue(heard.announces("content-length: 9"), heard.head());
      }
      assertThrows(SSLException.class, () -> tls(SSLContext.getDefault(), proxy.uri()).close());
    }
  }

  @Test
  void twoProxiesDoNotShareACertificate() throws IOException {
    URI nobody = URI.create("http://127.0.0.1:1");
    try (FaultProxy one = FaultProxy.withTlsBefore(nobody);
        FaultProxy other = FaultProxy.withTlsBefore(nobody);
        FaultProxy plain = FaultProxy.before(nobody)) {
      assertFalse(one.caPem().equals(other.caPem()));
      assertThrows(IllegalStateException.class, plain::caPem);
    }
  }

  private static SSLContext trusting(Path ca) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(ca))));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static Socket tls(SSLContext context, URI to) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", to.getPort());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  // -- the end

  @Test
  @Timeout(60)
  void closingBreaksConnectionsAndEndsThreads() throws Exception {
    List<Line> lines = new ArrayList<>();
    try (ShelfServer server = new ShelfServer()) {
      FaultProxy proxy = FaultProxy.before(server.uri());
      Gate never = new Gate();
      server.shelf().put("/a", new byte[1_000]);
      proxy
          .plan()
          .nth(1, FaultProxyLifeTest::any, WireFault.HUNG_BEFORE_EFFECT)
          .nth(2, FaultProxyLifeTest::any, WireFault.dripped(Duration.ofDays(1), 1))
          .nth(3, FaultProxyLifeTest::any, WireFault.heldAt(never))
          .nth(4, FaultProxyLifeTest::any, WireFault.deliveredLate(never));
      for (int i = 0; i < 5; i++) {
        Line line = new Line(proxy.uri());
        lines.add(line);
        line.say(Line.request("GET", "/a", "", ""));
        while (proxy.log().all().size() <= i) {
          Thread.onSpinWait();
        }
      }
      int port = proxy.uri().getPort();
      assertTrue(threads(port) >= 5);
      proxy.close();
      while (threads(port) > 0) {
        // What has ended its work takes a moment to be gone.
        Thread.onSpinWait();
      }
      for (Line line : lines.subList(0, 4)) {
        assertEquals("", line.hearAll().text());
      }
      assertThrows(ConnectException.class, () -> new Line(proxy.uri()));
      proxy.close();
      assertThrows(IllegalStateException.class, () -> proxy.setReachable(true));
    } finally {
      for (Line line : lines) {
        line.close();
      }
    }
  }

  private static long threads(int port) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fault-proxy-" + port + "-"))
        .count();
  }

  @Test
  void aFaultThatCannotBePlayedIsToldInTheEnd() throws IOException {
    try (ShelfServer server = new ShelfServer()) {
      FaultProxy proxy = FaultProxy.before(server.uri());
      server.shelf().put("/a", new byte[1]);
      proxy
          .plan()
          .next(
              1,
              FaultProxyLifeTest::any,
              WireFault.rewritten(
                  body -> {
                    throw new IllegalArgumentException("not a listing");
                  }));
      assertEquals("", Line.ask(proxy.uri(), "GET", "/a", "", "").text());
      IllegalStateException failure = assertThrows(IllegalStateException.class, proxy::close);
      assertTrue(String.valueOf(failure.getCause()).contains("not a listing"));
    }
  }

  @Test
  void aProxyStandsBeforeAServerWithAPort() {
    for (String bad : List.of("https://127.0.0.1:1", "http://127.0.0.1", "127.0.0.1:1")) {
      assertThrows(IllegalArgumentException.class, () -> FaultProxy.before(URI.create(bad)), bad);
    }
  }

  private static boolean any(WireRequest request) {
    return !request.method().isEmpty();
  }
}
