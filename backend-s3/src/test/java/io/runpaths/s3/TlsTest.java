package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers by TLS, with certificates that this Java knows or does not. */
final class TlsTest extends PaperTest {
  private static final byte[] LARGE = noise((5 << 20) + 1);

  @TempDir Path folder;
  private final FaultProxy front = front();

  private FaultProxy front() {
    try {
      return FaultProxy.withTlsBefore(paper.server().uri());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void closeFront() throws IOException {
    front.close();
  }

  private Options byTls() {
    return Options.NONE.with(S3Options.ENDPOINT, front.uri().toString());
  }

  @Test
  void theAuthorityOfTheFileIsTrusted() throws IOException {
    Path ca = folder.resolve("ca.pem");
    front.writeCa(ca);
    for (String transport : List.of("direct", "client")) {
      Options options =
          byTls().with(S3Options.CA_FILE, ca.toString()).with(S3Options.TRANSPORT, transport);
      try (S3Backend store = open(options)) {
        store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
        assertEquals(LARGE.length, read(store, ReadOptions.ALL).length);
        store.put(KEY, Body.of(transport), PutOptions.REPLACE);
        assertEquals(transport, text(read(store, ReadOptions.ALL)));
        assertEquals(transport, text(paper.content(FULL)));
      }
    }
  }

  @Test
  void anUnknownAuthorityIsRefusedAtOnceWithTheWayOut() throws IOException {
    try (S3Backend store = open(byTls())) {
      StorageException failure =
          assertThrows(UnavailableException.class, () -> read(store, ReadOptions.ALL));
      assertEquals(Reason.TLS, failure.reason());
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("s3.ca-file"), message);
      assertTrue(message.contains(front.uri().getAuthority()), message);
    }
    assertEquals(List.of(), paper.server().requests());
  }

  /** Whoever has a certificate of a trusted authority is not yet the server that was asked for. */
  @ParameterizedTest
  @ValueSource(strings = {"direct", "client"})
  void theCertificateOfAnotherHostIsRefused(String transport) throws IOException {
    Path ca = folder.resolve("ca.pem");
    try (FaultProxy other = FaultProxy.withTlsOf(paper.server().uri(), "storage.example.org")) {
      other.writeCa(ca);
      Options options =
          Options.NONE
              .with(S3Options.ENDPOINT, other.uri().toString())
              .with(S3Options.CA_FILE, ca.toString())
              .with(S3Options.TRANSPORT, transport);
      try (S3Backend store = open(options)) {
        StorageException failure =
            assertThrows(UnavailableException.class, () -> read(store, ReadOptions.ALL));
        assertEquals(Reason.TLS, failure.reason(), failure.getMessage());
      }
    }
    assertEquals(List.of(), paper.server().requests());
  }

  @Test
  void aServerWithoutTlsIsSaidToBeOne() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> refuseEverything(plain), "plain-server");
      thread.setDaemon(true);
      thread.start();
      String endpoint = "https://127.0.0.1:" + plain.getLocalPort();
      try (S3Backend store = open(Options.NONE.with(S3Options.ENDPOINT, endpoint))) {
        StorageException failure =
            assertThrows(UnavailableException.class, () -> read(store, ReadOptions.ALL));
        assertEquals(Reason.TLS, failure.reason(), failure.getMessage());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("does not speak TLS; write http://"), message);
      }
    }
  }

  /** What a web server does with a greeting that it does not understand. */
  private static void refuseEverything(ServerSocket plain) {
    try {
      while (true) {
        try (Socket socket = plain.accept()) {
          if (socket.getInputStream().read(new byte[1 << 14]) > 0) {
            socket
                .getOutputStream()
                .write(utf8("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
          }
        }
      }
    } catch (IOException e) {
      // Closed: the test is over.
      return;
    }
  }

  @Test
  void aFileWithoutCertificatesIsNamed() throws IOException {
    Path none = Files.writeString(folder.resolve("none.pem"), "not a certificate\n");
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> open(byTls().with(S3Options.CA_FILE, none.toString())).close());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("s3.ca-file") && message.contains("none.pem"), message);
  }
}
