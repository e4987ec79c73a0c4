package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.Options;
import io.runpaths.spi.Page;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Version;
import io.runpaths.testkit.proxy.BareServer;
import io.runpaths.testkit.proxy.FaultProxy;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer nonsense, or nothing, or without an end. */
final class HostileAnswersTest {
  private final Stage stage;
  private final StorageBackend backend;

  HostileAnswersTest() throws IOException {
    stage = new Stage();
    backend = stage.open();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  /** All operations, by name; each is one that the service would do. */
  private Map<String, Executable> operations() throws IOException {
    Version there = Stage.put(backend, "there", Stage.noise(1, 1_000)).version();
    return Map.of(
        "put", () -> backend.put(Stage.key("new"), Body.of("x"), PutOptions.IF_ABSENT),
        "large put",
            () ->
                backend.put(
                    Stage.key("large"), Body.of(new byte[Stage.CHUNK + 1]), PutOptions.IF_ABSENT),
        "stat", () -> backend.stat(Stage.key("there")),
        "read", () -> Stage.bytes(backend, "there"),
        "list", () -> backend.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10),
        "copy",
            () ->
                backend.copyFrom(
                    Stage.ROOT.resolve("there"), there, Stage.key("copy"), PutOptions.REPLACE),
        "delete", () -> backend.delete(Stage.key("there"), Precondition.ifVersion(there)),
        "delete all", () -> refusedFor(backend.deleteAll(List.of(Stage.key("there")))));
  }

  private static void refusedFor(Map<?, StorageException> failures) throws StorageException {
    for (StorageException failure : failures.values()) {
      throw failure;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 403, 302, 400})
  void aPageOfAnotherServerIsNeverTakenForAnAnswer(int status) throws IOException {
    Map<String, Executable> operations = operations();
    stage.proxy().plan().always(Stage.any(), WireFault.repliedBeforeEffect(Reply.html(status)));
    for (Map.Entry<String, Executable> operation : operations.entrySet()) {
      StorageException failure =
          assertThrows(StorageException.class, operation.getValue(), operation.getKey());
      if (status == 200 || status == 404 || status == 302) {
        Reason reason =
            failure.getCause() instanceof StorageException cause
                ? cause.reason()
                : failure.reason();
        assertEquals(Reason.MALFORMED, reason, operation.getKey() + ": " + failure.getMessage());
        assertTrue(
            String.valueOf(failure.getMessage()).contains("gcs.endpoint"), failure.getMessage());
      }
    }
    stage.proxy().plan().clear();
    assertArrayEquals(Stage.noise(1, 1_000), Stage.bytes(backend, "there"));
  }

  @Test
  void aRefusalThatBreaksOffIsARefusalAndNothingIsPrinted() throws IOException {
    Stage.put(backend, "there", new byte[1]);
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      stage.proxy().plan().always(Stage.any(), WireFault.truncated(10));
      assertTrue(backend.stat(Stage.key("absent")).isEmpty());
      assertThrows(NotFoundException.class, () -> Stage.bytes(backend, "absent"));
      stage.proxy().plan().clear();
      stage.proxy().plan().always(Stage::isPut, WireFault.truncated(10));
      assertThrows(
          AlreadyExistsException.class,
          () -> backend.put(Stage.key("there"), Body.of("x"), PutOptions.IF_ABSENT));
    } finally {
      System.setErr(before);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void neitherIsWhereThatOfABatchBreaksOff() throws IOException {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    Options options = GcsOptions.builder().timeout(Duration.ofMillis(300)).retries(0).build();
    try (BareServer server =
            BareServer.start(
                caller -> {
                  caller.head();
                  caller.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 500\r\n\r\n{\"err");
                });
        StorageBackend refused =
            stage.open(Stage.ROOT, options.with(GcsOptions.ENDPOINT, server.uri().toString()))) {
      assertThrows(
          AccessDeniedException.class, () -> refused.deleteAll(List.of(Stage.key("there"))));
    } finally {
      System.setErr(before);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "\"text\"",
        "{\"generation\": \"many\"}",
        "{\"generation\": \"-1\", \"size\": \"3\"}",
        "{\"items\": [{}]}",
        "{\"items\": [{\"name\": \"outputs/a\", \"generation\": \"1\"}]}",
        "{\"items\": \"none\"}",
        "{\"done\": true}",
        "{\"done\": false}",
        "{\"error\": {\"code\": 200}}",
        "{\"generation\": {\"generation\": {}}}"
      })
  void aDocumentOfAnotherKindIsNeverTakenForAnAnswer(String document) throws IOException {
    Map<String, Executable> operations = operations();
    stage
        .proxy()
        .plan()
        .always(
            Stage.any(),
            WireFault.repliedBeforeEffect(Reply.of(200, "application/json", document)));
    boolean listing =
        Set.of("{}", "{\"done\": true}", "{\"done\": false}").contains(document)
            || document.startsWith("{\"error")
            || document.startsWith("{\"generation");
    for (Map.Entry<String, Executable> operation : operations.entrySet()) {
      String name = operation.getKey();
      if (name.equals("delete") || (name.equals("list") && listing)) {
        // The service says nothing to a deletion, and lists nothing by saying nothing.
        continue;
      }
      assertThrows(StorageException.class, operation.getValue(), name + " of " + document);
    }
    stage.proxy().plan().clear();
    assertArrayEquals(Stage.noise(1, 1_000), Stage.bytes(backend, "there"));
  }

  @Test
  void aDocumentWithoutAnEndIsCutOff() throws IOException {
    Reply piece = Reply.of(200, "application/json", " ".repeat(64 << 10));
    stage.proxy().plan().always(Stage.any(), WireFault.endless(piece, 256L << 20));
    UnavailableException failure =
        assertThrows(
            UnavailableException.class,
            () -> backend.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
    assertEquals(Reason.MALFORMED, failure.reason());
    assertTrue(stage.proxy().log().all().get(0).answerBytes() < 128L << 20, "it was not read on");
  }

  @Test
  void aDeepDocumentIsNoAnswer() throws IOException {
    String deep = "{\"items\":" + "[".repeat(100_000);
    stage
        .proxy()
        .plan()
        .always(
            Stage.any(), WireFault.repliedBeforeEffect(Reply.of(200, "application/json", deep)));
    assertThrows(
        StorageException.class, () -> backend.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
  }

  @Test
  void aRedirectToAnotherHostIsNotFollowed() throws IOException {
    try (FaultProxy other = FaultProxy.before(stage.server().uri())) {
      Reply away =
          Reply.of(307, "text/plain", "elsewhere")
              .with("Location", other.uri() + "/storage/v1/b/lab-bucket/o");
      stage.proxy().plan().always(Stage.any(), WireFault.repliedBeforeEffect(away));
      StorageException failure =
          assertThrows(StorageException.class, () -> backend.stat(Stage.key("a")));
      assertTrue(
          String.valueOf(failure.getMessage()).contains(other.uri().getAuthority()),
          failure.getMessage());
      assertEquals(List.of(), other.log().all());
    }
  }

  @Test
  void aSessionElsewhereIsStillTheOneHere() throws IOException {
    try (FaultProxy other = FaultProxy.before(stage.server().uri())) {
      stage.server().announce(other.uri());
      byte[] bytes = Stage.noise(1, Stage.CHUNK + 1);
      Stage.put(backend, "large", bytes);
      assertArrayEquals(bytes, Stage.bytes(backend, "large"));
      assertEquals(List.of(), other.log().all());
    }
  }

  @Test
  void aListingOutOfOrderIsRefused() throws IOException {
    Stage.put(backend, "a", new byte[1]);
    Stage.put(backend, "b", new byte[1]);
    rewriteListings(body -> body.replace("outputs/b", "outputs/0"));
    // Objects and prefixes of a page are sorted together: the order is checked over pages.
    Page first = backend.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 1);
    assertThrows(
        StorageException.class, () -> backend.list(KeyPrefix.ROOT, Depth.ALL, first.next(), 1));
  }

  @Test
  void aNameFromOutsideThePrefixIsRefused() throws IOException {
    Stage.put(backend, "a/b", new byte[1]);
    rewriteListings(body -> body.replace("outputs/a", "elsewhere"));
    assertThrows(
        StorageException.class,
        () -> backend.list(new KeyPrefix("a/"), Depth.ALL, Cursor.START, 10));
  }

  @Test
  void aListingThatGoesInCirclesIsRefused() throws IOException {
    Stage.put(backend, "a", new byte[1]);
    Stage.put(backend, "b", new byte[1]);
    Stage.put(backend, "c", new byte[1]);
    Page first = backend.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 1);
    String token = "\"kind\":\"storage#objects\",\"nextPageToken\":\"";
    AtomicReference<String> seen = new AtomicReference<>("");
    stage
        .proxy()
        .plan()
        .always(
            request -> {
              request.parameter("pageToken").ifPresent(seen::set);
              return true;
            },
            WireFault.rewritten(
                body ->
                    ("{" + token + String.valueOf(seen.get()).replace("%3D", "=") + "\"}")
                        .getBytes(StandardCharsets.UTF_8)));
    StorageException failure =
        assertThrows(
            StorageException.class, () -> backend.list(KeyPrefix.ROOT, Depth.ALL, first.next(), 1));
    assertTrue(String.valueOf(failure.getCause()).contains("would be the same"), failure::toString);
  }

  private void rewriteListings(UnaryOperator<String> change) {
    stage
        .proxy()
        .plan()
        .always(
            Stage.any(),
            WireFault.rewritten(
                body ->
                    change
                        .apply(new String(body, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8)));
  }

  // -- nobody, and the wrong one

  @Test
  void nobodyAnswers() throws IOException {
    stage.proxy().setReachable(false);
    StorageException failure =
        assertThrows(UnavailableException.class, () -> backend.stat(Stage.key("a")));
    assertEquals(Reason.UNREACHABLE, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("gcs.endpoint"), failure.getMessage());
  }

  @Test
  void anUnknownHost() {
    Options options = Options.NONE.with(GcsOptions.ENDPOINT, "http://no-such-host.invalid:4443");
    StorageBackend nowhere =
        GcsBackend.open(
            Stage.ROOT, GcsSettings.from(options, Map.of()), time -> Thread.onSpinWait());
    StorageException failure =
        assertThrows(UnavailableException.class, () -> nowhere.stat(Stage.key("a")));
    assertEquals(Reason.UNREACHABLE, failure.reason());
    assertTrue(
        String.valueOf(failure.getMessage()).contains("no-such-host.invalid"),
        failure.getMessage());
  }

  @Test
  void aCertificateMustBeTrusted(@TempDir Path folder) throws IOException {
    try (FaultProxy tls = FaultProxy.withTlsBefore(stage.server().uri())) {
      GcsOptions.Builder options = GcsOptions.builder().endpoint(tls.uri()).anonymous(true);
      StorageBackend stranger = stage.open(options.build());
      StorageException failure =
          assertThrows(UnavailableException.class, () -> stranger.stat(Stage.key("a")));
      assertEquals(Reason.TLS, failure.reason(), failure.getMessage());
      assertTrue(
          String.valueOf(failure.getMessage()).contains("gcs.ca-file"), failure.getMessage());
      Path ca = tls.writeCa(folder.resolve("ca.pem"));
      StorageBackend friend = stage.open(options.caFile(ca).build());
      Stage.put(friend, "a", Stage.noise(1, 2 * Stage.CHUNK));
      assertArrayEquals(Stage.noise(1, 2 * Stage.CHUNK), Stage.bytes(friend, "a"));
    }
  }

  /** Whoever has a certificate of a trusted authority is not yet the server that was asked for. */
  @Test
  void theCertificateOfAnotherHostIsRefused(@TempDir Path folder) throws IOException {
    URI server = stage.server().uri();
    try (FaultProxy other = FaultProxy.withTlsOf(server, "storage.example.org")) {
      Path ca = other.writeCa(folder.resolve("ca.pem"));
      StorageBackend store =
          stage.open(GcsOptions.builder().endpoint(other.uri()).anonymous(true).caFile(ca).build());
      StorageException failure =
          assertThrows(UnavailableException.class, () -> store.stat(Stage.key("a")));
      assertEquals(Reason.TLS, failure.reason(), failure.getMessage());
    }
  }

  /** Containers are called so, and Java's URIs know no such host. */
  @Test
  void aHostMayBeCalledWithAnUnderscore() throws IOException {
    StorageBackend through =
        stage.open(
            GcsOptions.builder()
                .endpoint(URI.create("http://fake_gcs:4443"))
                .proxy(stage.proxy().uri())
                .build());
    byte[] bytes = Stage.noise(1, Stage.CHUNK + 1);
    Stage.put(through, "a", bytes);
    assertArrayEquals(bytes, Stage.bytes(through, "a"));
    through.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10);
    assertEquals(
        5,
        stage.proxy().log().count(request -> request.target().startsWith("http://fake_gcs:4443/")));
  }

  @Test
  void aProxyIsGoneThrough() throws IOException {
    StorageBackend through =
        stage.open(
            GcsOptions.builder()
                .endpoint(URI.create("http://storage.example.org"))
                .proxy(stage.proxy().uri())
                .build());
    byte[] bytes = Stage.noise(1, Stage.CHUNK + 1);
    Stage.put(through, "a", bytes);
    assertArrayEquals(bytes, Stage.bytes(through, "a"));
    assertEquals(
        4,
        stage
            .proxy()
            .log()
            .count(request -> request.target().startsWith("http://storage.example")));
  }
}
