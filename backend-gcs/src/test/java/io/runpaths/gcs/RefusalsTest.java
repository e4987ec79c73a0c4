package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service refuses, each with its reason and its sentence. */
final class RefusalsTest {
  private static final ObjectKey KEY = Stage.key("run/model.pth");
  private static final Version SOME = Versions.of(1_770_552_000_000_000L);

  private final Stage stage;

  RefusalsTest() throws IOException {
    stage = new Stage();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void aMissingBucketIsMissingToAllButThoseWhoOnlyLook() throws IOException {
    StorageBackend nowhere =
        stage.open(new Location("gs", "no-such-bucket", "outputs"), Options.NONE);
    assertTrue(nowhere.stat(KEY).isEmpty());
    for (Executable request :
        List.<Executable>of(
            () -> nowhere.put(KEY, Body.of("x"), PutOptions.IF_ABSENT),
            () -> nowhere.put(KEY, Body.of(new byte[Stage.CHUNK + 1]), PutOptions.IF_ABSENT),
            () -> nowhere.read(KEY, ReadOptions.ALL),
            () -> nowhere.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10),
            () -> nowhere.delete(KEY, Precondition.NONE),
            () -> nowhere.deleteAll(List.of(KEY)))) {
      assertSays(NotFoundException.class, Reason.NO_SUCH_ROOT, "no-such-bucket", request);
    }
  }

  @Test
  void anAbsentObjectIsAbsent() throws IOException {
    StorageBackend backend = stage.open();
    assertTrue(backend.stat(KEY).isEmpty());
    assertFalse(backend.exists(KEY));
    assertSays(
        NotFoundException.class,
        Reason.NO_SUCH_OBJECT,
        "run/model.pth",
        () -> backend.read(KEY, ReadOptions.ALL));
  }

  /** Google repeats names in its sentences, and a name may say anything. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "project/permission.txt",
        "access denied",
        "the bucket",
        "under active retention/crc32c.md5",
        "no such object/checksum",
        "a name that is too long to the bucket"
      })
  void whatIsInANameIsNoReason(String name) throws IOException {
    stage.server().createBucket("lab-project");
    StorageBackend backend =
        stage.open(new Location("gs", "lab-project", "permission/project"), Options.NONE);
    ObjectKey key = Stage.key(name);
    assertTrue(backend.stat(key).isEmpty());
    assertSays(
        NotFoundException.class,
        Reason.NO_SUCH_OBJECT,
        name,
        () -> backend.read(key, ReadOptions.ALL));
    backend.delete(key, Precondition.NONE);
    assertEquals(Map.of(), backend.deleteAll(List.of(key)));
    backend.put(key, Body.of("x"), PutOptions.IF_ABSENT);
    assertThrows(
        AlreadyExistsException.class, () -> backend.put(key, Body.of("y"), PutOptions.IF_ABSENT));
  }

  @ParameterizedTest
  @CsvSource({
    "403, forbidden, Caller does not have storage.objects.get access., check the roles",
    "403, accountDisabled, The billing account for the owning project is disabled., billing is off",
    "403, userProjectAccessDenied, Caller does not have required permission to use project lab. Grant"
        + " the role roles/serviceusage.serviceUsageConsumer or another with"
        + " serviceusage.services.use., gcs.quota-project",
    "400, invalid, User project specified in the request is invalid., gcs.quota-project",
    "403, forbidden, Permission denied on Cloud KMS key. Please ensure that your Cloud Storage"
        + " service account has been authorized to use this key., authorized to use this key",
    "403, forbidden, Request is prohibited by organization's policy. vpcServiceControlsUniqueId: 7.,"
        + " UniqueId: 7",
    "412, conditionNotMet, Request violates constraint 'constraints/gcp.restrictNonCmekServices'.,"
        + " a policy of the bucket's organisation forbids it: Request violates constraint",
    "403, retentionPolicyNotMet, Object is subject to the bucket's retention policy., locked by",
    "403, objectUnderActiveHold, Object is under active Temporary hold., locked by",
    "400, required, Bucket is a requester pays bucket but no user project provided.,"
        + " gcs.requester-pays",
    "404, notFound, Permission 'storage.objects.get' denied on resource (or it may not exist).,"
        + " check the roles",
    "404, notFound, The requested project was not found., the project that is to pay",
  })
  void whoMayNotIsToldWhyAndWhatToDo(int status, String reason, String message, String words)
      throws IOException {
    StorageBackend backend = stage.open();
    stage.server().refuse(Stage.BUCKET, status, reason, message);
    Class<AccessDeniedException> denied = AccessDeniedException.class;
    Location source = Stage.ROOT.resolve("other");
    Reason locked = words.startsWith("locked") ? Reason.READ_ONLY : Reason.FORBIDDEN;
    for (Executable request :
        List.<Executable>of(
            () -> backend.stat(KEY),
            () -> backend.read(KEY, ReadOptions.ALL),
            () -> backend.put(KEY, Body.of("x"), PutOptions.REPLACE),
            () -> backend.put(KEY, Body.of(new byte[Stage.CHUNK + 1]), PutOptions.IF_ABSENT),
            () -> backend.copyFrom(source, SOME, KEY, PutOptions.REPLACE),
            () -> backend.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10),
            () -> backend.delete(KEY, Precondition.NONE))) {
      assertSays(denied, locked, words, request);
    }
    Map<ObjectKey, StorageException> failures = backend.deleteAll(List.of(KEY));
    assertInstanceOf(denied, failures.get(KEY));
    stage.server().accept(Stage.BUCKET);
    assertTrue(backend.stat(KEY).isEmpty());
  }

  @Test
  void aRefusedReadIsDeniedThoughItsAnswerIsABareSentence() throws IOException {
    StorageBackend backend = stage.open();
    stage.server().refuse(Stage.BUCKET, 403, "forbidden", "Caller does not have access.");
    assertSays(
        AccessDeniedException.class,
        Reason.FORBIDDEN,
        "check the roles",
        () -> backend.read(KEY, ReadOptions.ALL));
  }

  @Test
  void anAnonymousCallerIsToldThatTheBucketAsksForCredentials() throws IOException {
    stage.server().tokens().grant("somebody's");
    StorageBackend backend = stage.open();
    assertSays(
        AccessDeniedException.class,
        Reason.NO_CREDENTIALS,
        "gcs.anonymous",
        () -> backend.stat(KEY));
  }

  /** A root may be the bucket itself, whose name is then all that an operation tells. */
  @Test
  void whatIsInTheNameOfABucketIsNoReason() throws IOException {
    String name = "project-under-retention";
    stage.server().createBucket(name);
    StorageBackend backend = stage.open(new Location("gs", name, ""), Options.NONE);
    stage.server().refuse(name, 403, "forbidden", "No access to " + name);
    assertSays(
        AccessDeniedException.class,
        Reason.FORBIDDEN,
        "check the roles",
        () -> backend.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
    stage.server().refuse(name, 404, "notFound", "No " + name);
    assertSays(
        NotFoundException.class,
        Reason.NO_SUCH_ROOT,
        name,
        () -> backend.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
  }

  @Test
  void aRetainedObjectSaysUntilWhen() throws IOException {
    stage
        .server()
        .createBucket(
            "retained",
            settings -> settings.putObject("retentionPolicy").put("retentionPeriod", "3600"));
    StorageBackend backend = stage.open(new Location("gs", "retained", "outputs"), Options.NONE);
    Stage.put(backend, "a", new byte[1]);
    StorageException refusal =
        assertSays(
            AccessDeniedException.class,
            Reason.READ_ONLY,
            "locked",
            () -> backend.delete(Stage.key("a"), Precondition.NONE));
    String day = OffsetDateTime.ofInstant(Instant.now(), ZoneOffset.UTC).toString().substring(0, 8);
    assertTrue(String.valueOf(refusal.getMessage()).contains(day), refusal.getMessage());
    assertEquals(1, Stage.bytes(backend, "a").length);
  }

  @Test
  void aBucketThatTheRequesterPaysForTakesRequestsThatSayWhoPays() throws IOException {
    stage
        .server()
        .createBucket("paid", settings -> settings.putObject("billing").put("requesterPays", true));
    Location root = new Location("gs", "paid", "outputs");
    StorageBackend poor = stage.open(root, Options.NONE);
    assertSays(
        AccessDeniedException.class,
        Reason.FORBIDDEN,
        "gcs.requester-pays",
        () -> poor.put(KEY, Body.of("x"), PutOptions.REPLACE));
    StorageBackend rich =
        stage.open(root, GcsOptions.builder().requesterPays(true).project("payer").build());
    Version version = rich.put(KEY, Body.of("x"), PutOptions.IF_ABSENT).version();
    rich.put(Stage.key("large"), Body.of(new byte[Stage.CHUNK + 1]), PutOptions.IF_ABSENT);
    assertEquals(1, Stage.bytes(rich, KEY.value()).length);
    rich.copyFrom(root.resolve(KEY), version, Stage.key("copy"), PutOptions.REPLACE);
    assertEquals(3, rich.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10).entries().size());
    assertEquals(Map.of(), rich.deleteAll(List.of(KEY, Stage.key("copy"))));
  }

  /** Google's client asks for what has a long URL by another method, with a form. */
  @Test
  void whoPaysIsAlsoToldWhereTheUrlIsLong() throws IOException {
    stage
        .server()
        .createBucket("paid", settings -> settings.putObject("billing").put("requesterPays", true));
    StorageBackend backend =
        stage.open(
            new Location("gs", "paid", "outputs"),
            GcsOptions.builder().requesterPays(true).project("payer").build());
    ObjectKey key = Stage.key("\u00e9".repeat(120) + "/" + "\u00e9".repeat(120));
    ObjectKey longer = Stage.key(key.value() + "/" + "\u00e9".repeat(120));
    backend.put(longer, Body.of("x"), PutOptions.IF_ABSENT);
    assertEquals(1, backend.stat(longer).orElseThrow().size());
    assertTrue(
        stage.proxy().log().all().stream()
            .anyMatch(
                exchange ->
                    exchange.request().method().equals("GET")
                        && exchange.request().target().length() > 2_048));
  }

  @Test
  void whoIsToPayMustBeKnown() throws IOException {
    StorageBackend backend = stage.open(GcsOptions.builder().requesterPays(true).build());
    assertSays(
        AccessDeniedException.class, Reason.NO_CREDENTIALS, "gcs.project", () -> backend.stat(KEY));
  }

  @Test
  void aHotObjectHoldsWritersBackAndIsNeverWrong() throws IOException {
    // A second lasts for ever here, however slow the machine is.
    try (Stage still = new Stage(Clock.fixed(Instant.now(), ZoneOffset.UTC))) {
      StorageBackend backend = still.open(Options.NONE.with(GcsOptions.RETRIES, "0"));
      still.server().limitWrites(true);
      Version first = backend.put(KEY, Body.of("1"), PutOptions.IF_ABSENT).version();
      assertSays(
          ThrottledException.class,
          Reason.THROTTLED,
          "one write a second",
          () -> backend.put(KEY, Body.of("2"), PutOptions.REPLACE));
      assertEquals(first, backend.stat(KEY).orElseThrow().version());
    }
  }

  @Test
  void aThrottledWriteIsTriedAgain() throws IOException {
    StorageBackend backend = stage.open();
    Reply slow = Reply.of(429, "application/json", "{\"error\":{\"code\":429}}");
    stage.proxy().plan().next(3, Stage::isPut, WireFault.repliedBeforeEffect(slow));
    backend.put(KEY, Body.of("1"), PutOptions.IF_ABSENT);
    assertEquals(4, stage.proxy().log().count(Stage::isPut));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 502, 503, 504})
  void aPageThatSaysTryAgainByItsStatusIsTriedAgain(int status) throws IOException {
    StorageBackend backend = stage.open();
    stage.proxy().plan().next(2, Stage::isPut, WireFault.repliedBeforeEffect(Reply.html(status)));
    backend.put(KEY, Body.of("1"), PutOptions.IF_ABSENT);
    assertEquals(3, stage.proxy().log().count(Stage::isPut));
  }

  @Test
  void aPageThatAsksToSlowDownSaysForHowLong() throws IOException {
    List<Duration> pauses = new CopyOnWriteArrayList<>();
    Options options = GcsOptions.builder().endpoint(stage.proxy().uri()).build();
    stage
        .proxy()
        .plan()
        .nth(
            1,
            Stage.any(),
            WireFault.repliedBeforeEffect(Reply.html(429).with("Retry-After", "7")));
    try (GcsBackend backend =
        GcsBackend.open(Stage.ROOT, GcsSettings.from(options, Map.of()), pauses::add)) {
      assertTrue(backend.stat(KEY).isEmpty());
    }
    assertEquals(List.of(Duration.ofSeconds(7)), pauses);
  }

  @Test
  void aPageOfAProxyIsTakenByItsStatus() throws IOException {
    StorageBackend backend = stage.open();
    stage.proxy().plan().always(Stage::isPut, WireFault.repliedBeforeEffect(Reply.html(413)));
    assertSays(
        UnsupportedException.class,
        Reason.TOO_LARGE,
        "gcs.chunk-size",
        () -> backend.put(KEY, Body.of("1"), PutOptions.IF_ABSENT));
    stage.proxy().plan().always(Stage.any(), WireFault.repliedBeforeEffect(Reply.html(407)));
    assertSays(
        UnavailableException.class, Reason.UNREACHABLE, "gcs.proxy", () -> backend.stat(KEY));
  }

  @Test
  void aServiceThatFailsIsNotSaidToHoldBack() throws IOException {
    StorageBackend backend = stage.open();
    Reply failed =
        Reply.of(
            503,
            "application/json",
            "{\"error\":{\"code\":503,\"message\":\"Backend Error\","
                + "\"errors\":[{\"reason\":\"backendError\"}]}}");
    stage.proxy().plan().always(Stage.any(), WireFault.repliedBeforeEffect(failed));
    assertSays(
        UnavailableException.class,
        Reason.SERVER_ERROR,
        "the server failed: Backend Error",
        () -> backend.stat(KEY));
    assertEquals(1 + 6, stage.proxy().log().all().size());
  }

  /** Other servers tell the name or the bucket alone. */
  @ParameterizedTest
  @CsvSource({
    "project/access denied, Object project/access denied does not exist.",
    "permission, The file 'permission' was not found in lab-bucket",
    "a, No object a in bucket lab-bucket",
    "the bucket, the bucket: not found",
    "bucket, Not Found",
  })
  void whatANameSaysIsNoReasonInTheWordsOfOthers(String name, String sentence) throws IOException {
    StorageBackend backend = stage.open(new Location("gs", Stage.BUCKET, ""), Options.NONE);
    Reply absent =
        Reply.of(
            404, "application/json", "{\"error\":{\"code\":404,\"message\":\"" + sentence + "\"}}");
    stage.proxy().plan().always(Stage.any(), WireFault.repliedBeforeEffect(absent));
    assertSays(
        NotFoundException.class,
        Reason.NO_SUCH_OBJECT,
        name,
        () -> backend.read(Stage.key(name), ReadOptions.ALL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bucket", "e", "specified", "object"})
  void aMissingBucketIsMissingWhateverTheObjectIsCalled(String name) throws IOException {
    StorageBackend nowhere = stage.open(new Location("gs", "no-such-bucket", ""), Options.NONE);
    assertSays(
        NotFoundException.class,
        Reason.NO_SUCH_ROOT,
        "no-such-bucket",
        () -> nowhere.read(Stage.key(name), ReadOptions.ALL));
  }

  @Test
  void aCopyFromABucketOfOthersIsToBeDoneByReading() throws IOException {
    StorageBackend backend = stage.open();
    Location elsewhere = new Location("gs", "others-bucket", "outputs/a");
    assertSays(
        UnsupportedException.class,
        Reason.NOT_PROMISED,
        "read it and put it",
        () -> backend.copyFrom(elsewhere, SOME, KEY, PutOptions.REPLACE));
  }

  private static <T extends StorageException> T assertSays(
      Class<T> type, Reason reason, String words, Executable request) {
    T failure = assertThrows(type, request);
    assertEquals(reason, failure.reason(), failure.getMessage());
    assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.getMessage());
    assertTrue(String.valueOf(failure.getMessage()).endsWith("."), failure.getMessage());
    assertFalse(String.valueOf(failure.getMessage()).contains("null"), failure.getMessage());
    return failure;
  }
}
