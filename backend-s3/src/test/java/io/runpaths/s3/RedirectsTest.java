package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that send requests elsewhere: only a region is followed, never a host. */
final class RedirectsTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final byte[] LARGE = noise((5 << 20) + 1);

  private final ScriptedServer other = ScriptedServer.start(request -> HttpAnswer.of(200));

  @AfterEach
  void closeOther() {
    other.close();
  }

  private static StorageException failure(Executable call) {
    return assertThrows(StorageException.class, call);
  }

  /** Requests that are signed for another region than the given one. */
  private static Predicate<HttpRequest> notSignedFor(String region) {
    return request ->
        !request.headers().getOrDefault("authorization", "").contains("/" + region + "/s3/");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void credentialsDoNotFollowToAnotherHost(int status) throws IOException {
    HttpAnswer away = HttpAnswer.of(status).with("Location", other.uri() + "/elsewhere");
    for (String transport : List.of("direct", "client")) {
      try (S3Backend store = open(Options.NONE.with(S3Options.TRANSPORT, transport))) {
        put("x", PutOptions.REPLACE);
        paper.twist(10_000, request -> true, PaperS3.only(away));
        for (Executable call :
            List.<Executable>of(
                () -> store.put(KEY, Body.of("y"), PutOptions.REPLACE),
                () -> store.put(KEY, Body.of("y"), PutOptions.IF_ABSENT),
                () -> store.put(KEY, Body.of(LARGE), PutOptions.REPLACE),
                () -> read(store, ReadOptions.ALL),
                () -> store.stat(KEY),
                () -> store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10),
                () -> store.delete(KEY, Precondition.NONE),
                () -> store.deleteAll(List.of(KEY)),
                () ->
                    store.copyFrom(
                        store.root().resolve("a"),
                        Versions.of("x", 1),
                        ObjectKey.of("b"),
                        PutOptions.REPLACE))) {
          StorageException failure = failure(call);
          assertEquals(Reason.WRONG_REGION, failure.reason(), failure.getMessage());
          String message = String.valueOf(failure.getMessage());
          assertTrue(message.contains(other.uri().getAuthority()), message);
          assertTrue(message.contains("credentials do not follow"), message);
        }
      }
      paper.forget();
    }
    assertEquals(List.of(), other.requests());
  }

  @Test
  void aPasswordInTheNewPlaceIsNotRepeated() {
    paper.twist(
        ALL,
        "PutObject",
        PaperS3.only(HttpAnswer.of(307).with("Location", "http://user:obvious-dummy@host/x")));
    String message = String.valueOf(failure(() -> put("x", PutOptions.REPLACE)).getMessage());
    assertFalse(message.contains("obvious-dummy"), message);
    assertTrue(message.contains("(host)"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "301, PermanentRedirect, true",
    "307, TemporaryRedirect, true",
    "400, AuthorizationHeaderMalformed, false",
    "400, IllegalLocationConstraintException, false",
  })
  void theRegionThatAnAnswerNamesIsGoneTo(int status, String code, boolean byHeader)
      throws IOException {
    HttpAnswer wrong =
        byHeader
            ? HttpAnswer.error(status, code).with("x-amz-bucket-region", "eu-central-1")
            : HttpAnswer.xml(
                status,
                "<Error><Code>"
                    + code
                    + "</Code><Message>Told to.</Message><Region>eu-central-1</Region></Error>");
    paper.twist(ALL, notSignedFor("eu-central-1"), PaperS3.only(wrong));
    put("x", PutOptions.REPLACE);
    assertEquals("x", text(read(store, ReadOptions.ALL)));
    assertEquals(1, store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10).entries().size());
    // One request to learn it by, and none wrong afterwards.
    assertEquals(
        List.of("PutObject"),
        paper.server().requests().stream()
            .filter(notSignedFor("eu-central-1"))
            .map(HttpRequest::operation)
            .filter(operation -> operation.endsWith("Object"))
            .toList());
  }

  @Test
  void anAnswerToHeadHasNoWordsSoThatTheRegionIsAskedFor() throws IOException {
    put("x", PutOptions.REPLACE);
    paper.twist(
        ALL,
        notSignedFor("eu-central-1").and(request -> request.method().equals("HEAD")),
        PaperS3.only(HttpAnswer.of(400)));
    paper.twist(
        ALL,
        notSignedFor("eu-central-1"),
        PaperS3.only(
            HttpAnswer.xml(
                400,
                "<Error><Code>AuthorizationHeaderMalformed</Code><Message>Told to.</Message>"
                    + "<Region>eu-central-1</Region></Error>")));
    assertEquals(1, store.stat(KEY).orElseThrow().size());
  }

  @Test
  void aBareRefusalThatNamesAnotherRegionIsFollowedWithoutAQuestion() throws IOException {
    put("x", PutOptions.REPLACE);
    paper.twist(
        ALL,
        notSignedFor("eu-central-1"),
        PaperS3.only(HttpAnswer.of(400).with("x-amz-bucket-region", "eu-central-1")));
    assertEquals(1, store.stat(KEY).orElseThrow().size());
    assertEquals(0, paper.server().count("ListObjectsV2"));
  }

  @Test
  void oneThatNamesTheRegionWhereItWasAskedIsNoRedirect() {
    paper.twist(
        ALL,
        request -> true,
        PaperS3.only(HttpAnswer.of(400).with("x-amz-bucket-region", "us-east-1")));
    StorageException failure = failure(() -> store.stat(KEY));
    assertInstanceOf(UnsupportedException.class, failure);
    assertTrue(String.valueOf(failure.getMessage()).contains("refuses"), failure.getMessage());
  }

  /** As Garage does, and MinIO where it was told its region. */
  @ParameterizedTest
  @ValueSource(strings = {"InvalidStorageClass", "InvalidArgument", "InvalidRequest", "OfItsOwn"})
  void aRegionThatIsNamedInEveryRefusalHidesNoReason(String code) {
    paper.twist(
        ALL,
        request -> true,
        PaperS3.only(
            HttpAnswer.xml(
                400,
                "<Error><Code>"
                    + code
                    + "</Code><Message>It takes no such.</Message><Region>us-east-1</Region>"
                    + "</Error>")));
    for (Executable call :
        List.<Executable>of(
            () -> put("x", PutOptions.REPLACE), () -> read(store, ReadOptions.ALL))) {
      StorageException failure = failure(call);
      assertInstanceOf(UnsupportedException.class, failure);
      assertEquals(Reason.OTHER, failure.reason());
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("It takes no such (" + code), message);
    }
  }

  /** Answers only when so many wait for it, so that all of them asked in the wrong place. */
  private static PaperS3.Twist together(CountDownLatch all, HttpAnswer answer) {
    return (request, plain) -> {
      all.countDown();
      await(all);
      return answer;
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(50, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void manyThreadsFollowTheRegionThatOneOfThemIsToldFirst() throws Exception {
    int threads = 12;
    paper.twist(
        ALL,
        notSignedFor("eu-central-1"),
        together(
            new CountDownLatch(threads),
            HttpAnswer.of(301).with("x-amz-bucket-region", "eu-central-1")));
    List<FutureTask<ObjectStat>> puts = new ArrayList<>();
    for (int n = 0; n < threads; n++) {
      ObjectKey key = key("object-" + n);
      puts.add(new FutureTask<>(() -> store.put(key, Body.of("x"), PutOptions.REPLACE)));
    }
    puts.forEach(put -> new Thread(put, "caller").start());
    for (FutureTask<ObjectStat> put : puts) {
      assertEquals(1, put.get(50, TimeUnit.SECONDS).size());
    }
    assertEquals(threads, paper.keys().size());
    assertEquals(2L * threads, paper.server().count("PutObject"));
  }

  @Test
  void aBareRefusalOfThePlaceThatAnotherThreadLeftMeanwhileIsNotBelieved() throws Exception {
    put("x", PutOptions.REPLACE);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    paper.twist(
        1,
        "HeadObject",
        (request, plain) -> {
          asked.countDown();
          await(left);
          return HttpAnswer.of(400);
        });
    FutureTask<Optional<ObjectStat>> stat = new FutureTask<>(() -> store.stat(KEY));
    new Thread(stat, "caller").start();
    await(asked);
    paper.twist(
        ALL,
        notSignedFor("eu-central-1"),
        PaperS3.only(HttpAnswer.of(301).with("x-amz-bucket-region", "eu-central-1")));
    assertEquals("x", text(read(store, ReadOptions.ALL)));
    left.countDown();
    assertEquals(1, stat.get(50, TimeUnit.SECONDS).orElseThrow().size());
    assertEquals(0, paper.server().count("ListObjectsV2"), "it is known already where it lives");
  }

  @Test
  void aBucketThatIsSentToAndFroIsSaidToBeInAnotherRegion() {
    paper.twist(
        ALL,
        notSignedFor("eu-central-1"),
        PaperS3.only(HttpAnswer.of(301).with("x-amz-bucket-region", "eu-central-1")));
    paper.twist(
        ALL,
        notSignedFor("us-east-1"),
        PaperS3.only(HttpAnswer.of(301).with("x-amz-bucket-region", "us-east-1")));
    StorageException failure = failure(() -> read(store, ReadOptions.ALL));
    assertEquals(Reason.WRONG_REGION, failure.reason());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("lives in region"), message);
    assertTrue(paper.server().count("GetObject") < 10, "requests");
  }

  @Test
  void aRegionThatWouldBeAHostIsNotGoneTo() {
    paper.twist(
        ALL,
        "GetObject",
        PaperS3.only(HttpAnswer.of(301).with("x-amz-bucket-region", "evil.example.org/")));
    StorageException failure = failure(() -> read(store, ReadOptions.ALL));
    assertEquals(Reason.WRONG_REGION, failure.reason());
    // Somebody in between may have sent it away, so it is asked once more: in the same place.
    assertEquals(2, paper.server().count("GetObject"));
  }
}
