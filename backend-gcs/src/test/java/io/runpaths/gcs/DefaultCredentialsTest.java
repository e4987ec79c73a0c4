package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.auth.oauth2.ComputeEngineCredentials;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Options;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.testkit.processes.JavaProcess;
import io.runpaths.testkit.proxy.FaultProxy;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Application default credentials: where they are looked for, and whose they are. */
@Timeout(60)
final class DefaultCredentialsTest {
  private static final String VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";

  private final Stage stage;

  @TempDir Path folder;

  DefaultCredentialsTest() throws IOException {
    stage = new Stage();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private StorageBackend open(Map<String, String> environment) {
    return open(Options.NONE, environment);
  }

  private StorageBackend open(Options more, Map<String, String> environment) {
    return stage.open(
        Stage.ROOT,
        more.with(GcsOptions.ANONYMOUS, "false"),
        (settings, transport) -> Credentials.find(settings, transport, environment));
  }

  private CredentialFiles files() {
    return new CredentialFiles(folder, stage.proxy().uri());
  }

  private static boolean isToken(WireRequest request) {
    return request.target().endsWith("/token");
  }

  // -- one store after the other

  @Test
  void aStoreIsOpenedAgainInTheSameProcess() throws Exception {
    stage.server().tokens().grant("somebody's");
    Map<String, String> variables = Map.of(VARIABLE, files().serviceAccount().toString());
    List<String> arguments = List.of(Stage.ROOT.uri(), stage.proxy().uri().toString());
    try (JavaProcess process =
        JavaProcess.start(ReopeningProcess.class, variables, List.of(), arguments)) {
      assertEquals("1 byte\n1 byte", process.output());
    }
    assertEquals(2, stage.proxy().log().count(DefaultCredentialsTest::isToken));
  }

  @Test
  void aStoreThatIsClosedTakesNothingFromAnother() throws IOException {
    stage.server().tokens().grant("somebody's");
    Map<String, String> variables = Map.of(VARIABLE, files().serviceAccount().toString());
    StorageBackend first = open(variables);
    Stage.put(first, "a", new byte[1]);
    StorageBackend second = open(variables);
    first.close();
    assertEquals(1, Stage.bytes(second, "a").length);
  }

  @Test
  void eachStoreFetchesItsTokensByItsOwnProxyAndAuthorities() throws IOException {
    stage.server().tokens().grant("somebody's");
    try (FaultProxy tls = FaultProxy.withTlsBefore(stage.server().uri());
        FaultProxy way = FaultProxy.before(stage.server().uri())) {
      Path ca = tls.writeCa(folder.resolve("ca.pem"));
      Path key = new CredentialFiles(folder, tls.uri()).serviceAccount();
      StorageBackend trusting =
          open(GcsOptions.builder().caFile(ca).build(), Map.of(VARIABLE, key.toString()));
      Stage.put(trusting, "a", new byte[1]);
      StorageBackend other = open(Map.of(VARIABLE, key.toString()));
      UnavailableException failure =
          assertThrows(UnavailableException.class, () -> other.stat(Stage.key("a")));
      assertEquals(Reason.TLS, failure.reason(), failure.getMessage());

      key = files().serviceAccount();
      Stage.put(open(Map.of(VARIABLE, key.toString())), "b", new byte[1]);
      assertEquals(0, way.log().count(DefaultCredentialsTest::isToken));
      Options through = GcsOptions.builder().proxy(way.uri()).build();
      Stage.put(open(through, Map.of(VARIABLE, key.toString())), "c", new byte[1]);
      assertEquals(1, way.log().count(DefaultCredentialsTest::isToken));
    }
  }

  // -- where they are looked for

  @Test
  void theFileOfGcloudIsTakenWhereNoneIsNamed() throws IOException {
    stage.server().tokens().grant("somebody's");
    Files.copy(files().serviceAccount(), folder.resolve("application_default_credentials.json"));
    Stage.put(open(Map.of("CLOUDSDK_CONFIG", folder.toString())), "a", new byte[1]);
    assertEquals(1, stage.proxy().log().count(DefaultCredentialsTest::isToken));
  }

  @Test
  void theMachineIsAskedWhereThereIsNoFileAndBelievedWhereItIsGoogles() throws IOException {
    Reply google =
        Reply.of(200, "text/html", "computeMetadata/\n").with("Metadata-Flavor", "Google");
    stage
        .proxy()
        .plan()
        .nth(1, request -> request.path().equals("/"), WireFault.repliedBeforeEffect(google));
    Path hardware = Files.writeString(folder.resolve("product_name"), "Google Compute Engine\n");
    GcsSettings settings = GcsSettings.from(Options.NONE, Map.of());
    try (GcsConnection connection = GcsConnection.open(Stage.BUCKET, settings)) {
      for (Path product : List.of(folder.resolve("none"), hardware)) {
        assertInstanceOf(
            ComputeEngineCredentials.class,
            new DefaultCredentials(ofMachine(), connection::tokens, product).find());
      }
    }
    assertEquals(1 + 3, stage.proxy().log().count(request -> request.path().equals("/")));
  }

  private Map<String, String> ofMachine() {
    return Map.of(
        "CLOUDSDK_CONFIG",
        folder.toString(),
        "GCE_METADATA_HOST",
        stage.proxy().uri().getAuthority());
  }

  @Test
  void whereThereAreNoneWhatWasTriedIsTold() throws IOException {
    Path file = folder.resolve("application_default_credentials.json");
    String nothing =
        "(tried: GOOGLE_APPLICATION_CREDENTIALS, which is not set; gcloud's file "
            + file
            + ", which ";
    assertNone(
        nothing + "does not exist; the machine's own account, which does not answer)", ofMachine());
    Map<String, String> off = Map.of("CLOUDSDK_CONFIG", folder.toString(), "NO_GCE_CHECK", "true");
    assertNone(nothing + "does not exist; the machine's own account, which is turned off)", off);
    assertNone(
        "DEVSHELL_CLIENT_PORT, which is no number",
        Map.of("CLOUDSDK_CONFIG", folder.toString(), "DEVSHELL_CLIENT_PORT", "none"));
    Files.writeString(file, "{}");
    assertNone(nothing + "is a JSON file, and none of credentials", off);
    assertNone(
        "(tried: GOOGLE_APPLICATION_CREDENTIALS, which names /no/such, which cannot be read",
        Map.of(VARIABLE, "/no/such"));
  }

  private void assertNone(String words, Map<String, String> environment) {
    StorageBackend backend = openOffHardware(environment);
    AccessDeniedException failure =
        assertThrows(AccessDeniedException.class, () -> backend.stat(Stage.key("a")));
    assertEquals(Reason.NO_CREDENTIALS, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.getMessage());
  }

  /** The machine of the test may be one of Google's. */
  private StorageBackend openOffHardware(Map<String, String> environment) {
    return stage.open(
        Stage.ROOT,
        Options.NONE,
        (settings, transport) ->
            new DefaultCredentials(environment, transport, folder.resolve("none")).find());
  }

  @Test
  void whoIsInterruptedWhileTheMachineIsAskedIsToldSo() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    stage
        .proxy()
        .plan()
        .always(
            request -> {
              arrived.countDown();
              return true;
            },
            WireFault.HUNG_BEFORE_EFFECT);
    StorageBackend backend = openOffHardware(ofMachine());
    FutureTask<StorageException> task =
        new FutureTask<>(
            () -> assertThrows(StorageException.class, () -> backend.stat(Stage.key("a"))));
    Thread thread = new Thread(task, "caller");
    thread.start();
    assertTrue(arrived.await(50, TimeUnit.SECONDS));
    thread.interrupt();
    assertEquals(Reason.INTERRUPTED, task.get(50, TimeUnit.SECONDS).reason());
  }
}
