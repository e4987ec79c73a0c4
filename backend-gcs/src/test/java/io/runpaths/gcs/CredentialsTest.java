package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.javanet.NetHttpTransport;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Options;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.testkit.proxy.FaultProxy;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of credentials, the tokens they give, and what goes wrong with both. */
final class CredentialsTest {
  private static final String SECRET = "correct-horse-battery-staple";

  private final Stage stage;

  @TempDir Path folder;

  CredentialsTest() throws IOException {
    stage = new Stage();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void aServiceAccountsKeyGivesATokenThatEveryRequestBears() throws IOException {
    stage.server().tokens().grant("somebody's");
    StorageBackend backend = stage.open(named(serviceAccount()));
    Stage.put(backend, "a", Stage.noise(1, 2 * Stage.CHUNK + 1));
    assertEquals(2 * Stage.CHUNK + 1, Stage.bytes(backend, "a").length);
    assertEquals(1, stage.proxy().log().count(CredentialsTest::isToken), "one token is enough");
    assertEquals(
        0,
        stage
            .proxy()
            .log()
            .count(request -> !isToken(request) && request.header("Authorization").isEmpty()));
  }

  @Test
  void anotherAccountIsActedForWhereTheFileSaysSo() throws IOException {
    stage.server().tokens().grant("somebody's");
    StorageBackend backend = stage.open(named(impersonated()));
    Stage.put(backend, "a", new byte[1]);
    assertEquals(1, stage.proxy().log().count(request -> request.path().startsWith("/v1/")));
  }

  /** Google's host of such tokens is fixed, so that the request for one is led here on its way. */
  @Test
  void anotherAccountIsActedForWhereTheSettingSaysSo() throws IOException {
    String account = "runs@lab.iam.gserviceaccount.com";
    stage.server().tokens().grant("the other's");
    replied(
        CredentialsTest::isToken,
        "{\"access_token\":\"the file's\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
    String path = "/v1/projects/-/serviceAccounts/" + account + ":generateAccessToken";
    replied(
        request -> request.path().equals(path),
        "{\"accessToken\":\"the other's\",\"expireTime\":\""
            + Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS)
            + "\"}");
    StorageBackend backend =
        stage.open(
            Stage.ROOT,
            GcsOptions.builder().impersonate(account).build().over(named(serviceAccount())),
            (settings, transport) ->
                Credentials.find(settings, () -> ledHere((TokenTransport) transport.create())));
    Stage.put(backend, "a", Stage.noise(1, 2 * Stage.CHUNK + 1));
    assertEquals(2 * Stage.CHUNK + 1, Stage.bytes(backend, "a").length);
    assertEquals(1, stage.proxy().log().count(CredentialsTest::isToken));
    assertEquals(
        1,
        stage
            .proxy()
            .log()
            .count(
                request ->
                    request.path().equals(path) && request.header("Authorization").isPresent()),
        "one token is enough");
  }

  private HttpTransport ledHere(TokenTransport transport) {
    return new HttpTransport() {
      @Override
      protected LowLevelHttpRequest buildRequest(String method, String url) {
        return transport.buildRequest(
            method,
            url.replace("https://iamcredentials.googleapis.com/", stage.proxy().uri() + "/"));
      }
    };
  }

  private void replied(Predicate<WireRequest> requests, String document) {
    stage
        .proxy()
        .plan()
        .always(
            requests, WireFault.repliedBeforeEffect(Reply.of(200, "application/json", document)));
  }

  @Test
  void theProjectOfTheFilePaysWhereTheRequesterDoes() throws IOException {
    stage.server().tokens().grant("somebody's");
    StorageBackend backend =
        stage.open(GcsOptions.builder().requesterPays(true).build().over(named(serviceAccount())));
    Stage.put(backend, "a", new byte[1]);
    assertEquals(
        1,
        stage
            .proxy()
            .log()
            .count(
                request ->
                    request.parameter("userProject").filter("lab-project"::equals).isPresent()));
  }

  @Test
  void requestsCountAgainstTheProjectThatIsNamed() throws IOException {
    StorageBackend named =
        stage.open(
            GcsOptions.builder().quotaProject("quota").build().over(named(serviceAccount())));
    StorageBackend anonymous = stage.open(GcsOptions.builder().quotaProject("quota").build());
    // In this order: once a token was granted, the server asks everybody for one.
    Stage.put(anonymous, "a", new byte[1]);
    Stage.put(named, "b", new byte[1]);
    assertEquals(
        2,
        stage
            .proxy()
            .log()
            .count(
                request ->
                    request.header("x-goog-user-project").filter("quota"::equals).isPresent()));
  }

  @Test
  void aTokenThatIsTakenNoMoreIsFetchedAnewOnce() throws IOException {
    stage.server().tokens().grant("somebody's");
    StorageBackend backend = stage.open(named(serviceAccount()));
    Stage.put(backend, "a", new byte[1]);
    Reply expired =
        Reply.of(
                401,
                "application/json",
                "{\"error\":{\"code\":401,\"message\":\"Invalid Credentials\"}}")
            .with(
                "WWW-Authenticate",
                "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"");
    stage
        .proxy()
        .plan()
        .nth(1, request -> !isToken(request), WireFault.repliedBeforeEffect(expired));
    Stage.put(backend, "b", new byte[1]);
    assertEquals(2, stage.proxy().log().count(CredentialsTest::isToken));
  }

  /** Google's own adapter would print the trace, and say no more than that the token is old. */
  @Test
  void whyATokenIsNotFetchedAnewIsToldAndNotPrinted() throws IOException {
    stage.server().tokens().grant("somebody's");
    StorageBackend backend = stage.open(named(serviceAccount()));
    Stage.put(backend, "a", new byte[1]);
    stage.server().tokens().revokeAll();
    Reply revoked = Reply.of(400, "application/json", "{\"error\":\"invalid_grant\"}");
    stage.proxy().plan().always(CredentialsTest::isToken, WireFault.repliedBeforeEffect(revoked));
    List<String> logged = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger("com.google.auth");
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord one) {
            logged.add(one.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      StorageException failure =
          assertSays(
              backend,
              AccessDeniedException.class,
              Reason.EXPIRED_CREDENTIALS,
              "no token is given for these credentials");
      assertTrue(String.valueOf(failure.getMessage()).contains("status 400"), failure.getMessage());
    } finally {
      logger.removeHandler(handler);
    }
    assertEquals(List.of(), logged);
  }

  @Test
  void aTokenThatIsNeverTakenIsExpired() throws IOException {
    StorageBackend backend = stage.open(named(serviceAccount()));
    stage
        .proxy()
        .plan()
        .always(
            request -> !isToken(request),
            WireFault.repliedBeforeEffect(
                Reply.of(401, "application/json", "{\"error\":{\"code\":401}}")));
    assertSays(backend, AccessDeniedException.class, Reason.EXPIRED_CREDENTIALS, "gcloud auth");
  }

  @Test
  void credentialsThatGetNoTokenAreExpired() throws IOException {
    StorageBackend backend = stage.open(named(serviceAccount()));
    stage
        .proxy()
        .plan()
        .always(
            CredentialsTest::isToken,
            WireFault.repliedBeforeEffect(
                Reply.of(
                    400,
                    "application/json",
                    "{\"error\":\"invalid_grant\",\"error_description\":\"Token has expired\"}")));
    assertSays(backend, AccessDeniedException.class, Reason.EXPIRED_CREDENTIALS, "gcloud auth");
    assertEquals(0, stage.proxy().log().count(request -> !isToken(request)));
  }

  @Test
  void whoWantsToActForAnotherAndHasExpiredIsToldSo() throws IOException {
    StorageBackend backend =
        stage.open(
            GcsOptions.builder()
                .impersonate("runs@lab.iam.gserviceaccount.com")
                .build()
                .over(named(serviceAccount())));
    stage
        .proxy()
        .plan()
        .always(
            CredentialsTest::isToken,
            WireFault.repliedBeforeEffect(
                Reply.of(403, "application/json", "{\"error\":{\"code\":403}}")));
    assertSays(
        backend,
        AccessDeniedException.class,
        Reason.EXPIRED_CREDENTIALS,
        "which are to act as runs@lab");
  }

  @Test
  void whoMayNotActForAnotherIsToldSo() throws IOException {
    StorageBackend backend = stage.open(named(impersonated()));
    stage
        .proxy()
        .plan()
        .always(
            request -> request.path().startsWith("/v1/"),
            WireFault.repliedBeforeEffect(
                Reply.of(403, "application/json", "{\"error\":{\"code\":403}}")));
    assertSays(
        backend,
        AccessDeniedException.class,
        Reason.FORBIDDEN,
        "may not act as the service account that they name");
  }

  @Test
  void aProxyBeforeTheServerOfTokensIsNoExpiry() throws IOException {
    stage
        .proxy()
        .plan()
        .always(CredentialsTest::isToken, WireFault.repliedBeforeEffect(Reply.html(407)));
    assertSays(
        stage.open(named(serviceAccount())),
        UnavailableException.class,
        Reason.UNREACHABLE,
        "gcs.proxy");
    for (int status : new int[] {200, 403, 404}) {
      stage.proxy().plan().clear();
      stage
          .proxy()
          .plan()
          .always(CredentialsTest::isToken, WireFault.repliedBeforeEffect(Reply.html(status)));
      assertSays(
          stage.open(named(serviceAccount())),
          UnavailableException.class,
          Reason.MALFORMED,
          "gives out tokens does not speak as it; check gcs.proxy");
    }
    assertEquals(0, stage.proxy().log().count(request -> !isToken(request)));
  }

  @Test
  void whoActsForAnotherIsStillTheOneWhoseQuotaCounts() throws IOException {
    String key = key().replace("\"client_id\"", "\"quota_project_id\": \"theirs\", \"client_id\"");
    Options options =
        GcsOptions.builder()
            .impersonate("runs@lab.iam.gserviceaccount.com")
            .build()
            .over(named(file(key)));
    assertEquals("theirs", quotaProject(options));
    assertEquals("mine", quotaProject(options.with(GcsOptions.QUOTA_PROJECT, "mine")));
  }

  private static @Nullable String quotaProject(Options options) throws IOException {
    return Objects.requireNonNull(
            Credentials.find(GcsSettings.from(options, Map.of()), NetHttpTransport::new))
        .getQuotaProjectId();
  }

  @Test
  void tokensAreFetchedThroughTheProxyToo() throws IOException {
    String key = key().replace(stage.proxy().uri().toString(), "http://tokens.example.org");
    StorageBackend backend =
        stage.open(GcsOptions.builder().proxy(stage.proxy().uri()).build().over(named(file(key))));
    Stage.put(backend, "a", new byte[1]);
    assertEquals(
        1,
        stage
            .proxy()
            .log()
            .count(request -> request.target().equals("http://tokens.example.org/token")));
  }

  @Test
  void theCertificateOfAServerOfTokensMustBeTrustedToo() throws IOException {
    try (FaultProxy tls = FaultProxy.withTlsBefore(stage.server().uri())) {
      String key = key().replace(stage.proxy().uri().toString(), tls.uri().toString());
      Options options = named(file(key));
      assertSays(stage.open(options), UnavailableException.class, Reason.TLS, "gcs.ca-file");
      Path ca = tls.writeCa(folder.resolve("ca.pem"));
      Stage.put(
          stage.open(GcsOptions.builder().caFile(ca).build().over(options)), "a", new byte[1]);
      assertEquals(1, tls.log().count(CredentialsTest::isToken));
    }
  }

  @Test
  void aServerOfTokensThatIsAwayIsUnreachable() throws IOException {
    FaultProxy gone = FaultProxy.before(stage.server().uri());
    String key = key().replace(stage.proxy().uri().toString(), gone.uri().toString());
    gone.close();
    StorageBackend backend = stage.open(named(file(key)));
    assertSays(backend, UnavailableException.class, Reason.UNREACHABLE, "gives out tokens");
  }

  @Test
  void credentialsDoNotFollowAServerOfTokensToAnotherPlace() throws IOException {
    try (FaultProxy other = FaultProxy.before(stage.server().uri())) {
      for (int status : new int[] {302, 307}) {
        StorageBackend backend = stage.open(named(serviceAccount()));
        Reply away = Reply.of(status, "text/plain", "").with("Location", other.uri() + "/token");
        stage.proxy().plan().nth(1, CredentialsTest::isToken, WireFault.repliedBeforeEffect(away));
        assertSays(
            backend,
            UnavailableException.class,
            Reason.MALFORMED,
            "gives out tokens sends requests to another place (" + other.uri().getAuthority());
        stage.proxy().plan().clear();
      }
      assertEquals(0, other.log().all().size());
    }
  }

  @Test
  void aServerOfTokensThatFailsIsAskedAgainAsOftenAsTheSettingsSay() throws IOException {
    StorageBackend backend =
        stage.open(GcsOptions.builder().retries(2).build().over(named(serviceAccount())));
    stage
        .proxy()
        .plan()
        .always(CredentialsTest::isToken, WireFault.repliedBeforeEffect(Reply.status(503)));
    assertSays(backend, UnavailableException.class, Reason.SERVER_ERROR, "gives out tokens");
    assertEquals(1 + 2, stage.proxy().log().count(CredentialsTest::isToken));
  }

  @Test
  void aFileIsSaidToBeWhatItIsAndNotShown() throws IOException {
    String key = "{\"type\": \"service_account\", \"private_key\": \"" + SECRET + "\"}";
    String broken =
        key().replace("BEGIN PRIVATE KEY-----\\n", "BEGIN PRIVATE KEY-----\\n" + SECRET);
    for (List<String> one :
        List.of(
            List.of(SECRET, "no JSON file of credentials"),
            List.of("[" + SECRET, "no JSON file of credentials"),
            List.of("[]", "no JSON file of credentials"),
            List.of("", "no JSON file of credentials"),
            List.of(key, "a field that is missing or broken"),
            List.of(broken, "a field that is missing or broken"),
            List.of("{\"type\": \"" + SECRET + "\"}", "its type is none of service_account"),
            // Google's client knows it, and gets no token for it by the file alone.
            List.of("{\"type\": \"gdch_service_account\"}", "its type is none of service_account"),
            List.of("{\"installed\": {}}", "its type is none of service_account"))) {
      StorageBackend backend = stage.open(named(file(one.get(0))));
      StorageException failure =
          assertSays(backend, AccessDeniedException.class, Reason.NO_CREDENTIALS, one.get(1));
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      assertFalse(trace.toString().contains(SECRET), "the file's content is not told");
    }
    assertEquals(0, stage.proxy().log().all().size());
  }

  private static <T extends StorageException> T assertSays(
      StorageBackend backend, Class<T> type, Reason reason, String words) {
    T failure = assertThrows(type, () -> backend.stat(Stage.key("a")));
    assertEquals(reason, failure.reason(), failure.getMessage());
    assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.getMessage());
    assertFalse(String.valueOf(failure.getMessage()).contains("lab-key-id"), failure.getMessage());
    return failure;
  }

  private static boolean isToken(WireRequest request) {
    return request.path().equals("/token");
  }

  private Options named(Path credentials) {
    return GcsOptions.builder().credentialsFile(credentials).build();
  }

  private CredentialFiles files() {
    return new CredentialFiles(folder, stage.proxy().uri());
  }

  private Path serviceAccount() throws IOException {
    return files().serviceAccount();
  }

  private Path impersonated() throws IOException {
    return files().impersonated();
  }

  private Path file(String text) throws IOException {
    return files().file(text);
  }

  private String key() {
    return files().key();
  }
}
