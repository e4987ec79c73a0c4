package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.auth.oauth2.ComputeEngineCredentials;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Options;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.proxy.FaultProxy;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that give out tokens: how they fail, and what that means to those who wait. */
@Timeout(60)
final class TokenServersTest {
  private static final Options TWICE = GcsOptions.builder().retries(1).build();

  private final Stage stage;

  @TempDir Path folder;

  TokenServersTest() throws IOException {
    stage = new Stage();
    stage.server().tokens().grant("somebody's");
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private CredentialFiles files() {
    return new CredentialFiles(folder, stage.proxy().uri());
  }

  private static Options named(Path credentials) {
    return TWICE.with(GcsOptions.CREDENTIALS_FILE, credentials.toString());
  }

  private static boolean isToken(WireRequest request) {
    return request.path().endsWith("/token");
  }

  private static StorageException thrownBy(StorageBackend backend) {
    return assertThrows(StorageException.class, () -> backend.stat(Stage.key("a")));
  }

  private static StorageException assertSays(StorageBackend backend, Reason reason, String words) {
    StorageException failure = thrownBy(backend);
    assertEquals(reason, failure.reason(), failure.getMessage());
    assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.getMessage());
    return failure;
  }

  // -- connections that break

  static Stream<WireFault> breaks() {
    return Stream.of(
        WireFault.LOST_BEFORE_EFFECT,
        WireFault.LOST_AFTER_EFFECT,
        WireFault.CLOSED_BEFORE_EFFECT,
        WireFault.RESET,
        WireFault.headersTruncated(10),
        WireFault.truncated(10));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void aConnectionThatBreaksWhileATokenIsFetchedIsMadeAgain(WireFault broken) throws IOException {
    for (Path file : List.of(files().serviceAccount(), files().user())) {
      stage.proxy().plan().clear();
      stage.proxy().plan().always(TokenServersTest::isToken, broken);
      int before = stage.proxy().log().count(TokenServersTest::isToken);
      StorageException failure =
          assertSays(stage.open(named(file)), Reason.UNREACHABLE, "gives out tokens broke");
      assertTrue(failure.retryable());
      assertEquals(before + 2, stage.proxy().log().count(TokenServersTest::isToken));
    }
    stage.proxy().plan().clear();
    stage.proxy().plan().nth(1, TokenServersTest::isToken, broken);
    Stage.put(stage.open(named(files().serviceAccount())), "a", new byte[1]);
  }

  // -- refusals

  @ParameterizedTest
  @CsvSource({
    "503, SERVER_ERROR, '{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}'",
    "500, SERVER_ERROR, ''",
    "502, SERVER_ERROR, '<html>Bad Gateway</html>'",
    "429, THROTTLED, '{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}'",
    "400, EXPIRED_CREDENTIALS, '{\"error\":\"invalid_grant\",\"error_description\":\"Old\"}'",
    "403, EXPIRED_CREDENTIALS, '{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\"}}'",
    "401, EXPIRED_CREDENTIALS, '{\"error\":{\"code\":401,\"status\":\"UNAUTHENTICATED\"}}'",
    "403, MALFORMED, '<html>Log in</html>'",
    "407, UNREACHABLE, '<html>Log in</html>'",
  })
  void aWorkloadIsToldWhyItGetsNoToken(int status, Reason reason, String document)
      throws IOException {
    try (FaultProxy tls = FaultProxy.withTlsBefore(stage.server().uri())) {
      Path ca = tls.writeCa(folder.resolve("ca.pem"));
      Options options =
          GcsOptions.builder()
              .caFile(ca)
              .build()
              .over(named(new CredentialFiles(folder, tls.uri()).workload()));
      String type = document.startsWith("<") ? "text/html" : "application/json";
      tls.plan()
          .always(Stage.any(), WireFault.repliedBeforeEffect(Reply.of(status, type, document)));
      assertSays(stage.open(options), reason, "token");
      boolean again = status == 429 || status >= 500 || reason == Reason.MALFORMED;
      assertEquals(again ? 2 : 1, tls.log().all().size());
    }
  }

  @ParameterizedTest
  @CsvSource({"429, THROTTLED, 2", "500, SERVER_ERROR, 2", "503, SERVER_ERROR, 2"})
  void aMachineWhoseServerFailsAsksItAgain(int status, Reason reason, int requests)
      throws IOException {
    stage
        .proxy()
        .plan()
        .always(TokenServersTest::isToken, WireFault.repliedBeforeEffect(Reply.status(status)));
    assertSays(ofMachine(), reason, "gives out tokens");
    assertEquals(requests, stage.proxy().log().all().size());
  }

  @Test
  void aMachineWithoutAnAccountIsToldSoInGooglesWords() throws IOException {
    stage
        .proxy()
        .plan()
        .always(TokenServersTest::isToken, WireFault.repliedBeforeEffect(Reply.status(404)));
    assertSays(ofMachine(), Reason.NO_CREDENTIALS, "does not have permission scopes");
    assertEquals(1, stage.proxy().log().all().size());
  }

  private StorageBackend ofMachine() {
    return stage.open(
        Stage.ROOT,
        TWICE,
        (settings, transport) ->
            ComputeEngineCredentials.newBuilder()
                .setHttpTransportFactory(() -> ledHere((TokenTransport) transport.create()))
                .build());
  }

  /** The machine's server is at a fixed place, so that requests to it are led here on their way. */
  private HttpTransport ledHere(TokenTransport transport) {
    return new HttpTransport() {
      @Override
      protected LowLevelHttpRequest buildRequest(String method, String url) {
        return transport.buildRequest(
            method, url.replace("http://metadata.google.internal", stage.proxy().uri().toString()));
      }
    };
  }

  @Test
  void whoGivesOutTokensSaysForHowLongToWait() throws IOException {
    List<Duration> pauses = new CopyOnWriteArrayList<>();
    stage
        .proxy()
        .plan()
        .nth(
            1,
            TokenServersTest::isToken,
            WireFault.repliedBeforeEffect(Reply.status(503).with("Retry-After", "7")));
    Options options =
        named(files().serviceAccount()).with(GcsOptions.ENDPOINT, stage.proxy().uri().toString());
    try (GcsBackend backend =
        GcsBackend.open(Stage.ROOT, GcsSettings.from(options, Map.of()), pauses::add)) {
      assertTrue(backend.stat(Stage.key("a")).isEmpty());
    }
    assertEquals(List.of(Duration.ofSeconds(7)), pauses);
  }

  // -- those who wait

  /** Lets the first such request hang, and tells when it has arrived. */
  private CountDownLatch hangOnce(Predicate<WireRequest> requests) {
    CountDownLatch arrived = new CountDownLatch(1);
    stage
        .proxy()
        .plan()
        .always(
            request -> {
              boolean first = requests.test(request) && arrived.getCount() > 0;
              if (first) {
                arrived.countDown();
              }
              return first;
            },
            WireFault.HUNG_BEFORE_EFFECT);
    return arrived;
  }

  private static FutureTask<StorageException> failing(StorageBackend backend) {
    return new FutureTask<>(() -> thrownBy(backend));
  }

  @Test
  void theInterruptOfWhoFetchesForAllIsNobodyElses() throws Exception {
    CountDownLatch arrived = hangOnce(TokenServersTest::isToken);
    StorageBackend backend = stage.open(named(files().serviceAccount()));
    FutureTask<StorageException> interrupted = failing(backend);
    Thread first = new Thread(interrupted, "first");
    first.start();
    assertTrue(arrived.await(50, TimeUnit.SECONDS));
    FutureTask<Boolean> waiting =
        new FutureTask<>(() -> backend.stat(Stage.key("a")).isEmpty() && !Thread.interrupted());
    Thread second = new Thread(waiting, "second");
    second.start();
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    first.interrupt();
    assertEquals(Reason.INTERRUPTED, interrupted.get(50, TimeUnit.SECONDS).reason());
    assertTrue(waiting.get(50, TimeUnit.SECONDS));
  }

  @Test
  void closingTheStoreWhileATokenIsFetchedIsToldAsThat() throws Exception {
    CountDownLatch arrived = hangOnce(TokenServersTest::isToken);
    Options once = named(files().serviceAccount()).with(GcsOptions.RETRIES, "0");
    StorageBackend backend = stage.open(once);
    FutureTask<StorageException> task = failing(backend);
    new Thread(task, "caller").start();
    assertTrue(arrived.await(50, TimeUnit.SECONDS));
    backend.close();
    StorageException failure = task.get(50, TimeUnit.SECONDS);
    assertEquals(Reason.CLOSED, failure.reason(), failure.getMessage());
    assertFalse(failure instanceof AccessDeniedException);
  }
}
