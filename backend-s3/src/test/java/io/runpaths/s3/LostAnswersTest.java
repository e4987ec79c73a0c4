package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the driver makes of writes whose answers are lost, in whichever way. */
final class LostAnswersTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final byte[] LARGE = noise((5 << 20) + 1);
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  /** The ways to do it and to leave the client without the true answer. */
  static Stream<PaperS3.Twist> losses() {
    return Stream.of(
        PaperS3::doneAndLost,
        PaperS3.doneBut(HttpAnswer.error(500, "InternalError")),
        PaperS3.doneBut(HttpAnswer.error(503, "SlowDown")),
        PaperS3.doneBut(HttpAnswer.of(502)),
        PaperS3.doneBut(HttpAnswer.error(200, "InternalError")),
        PaperS3.changed(answer -> answer.without("ETag").withBody(new byte[0])));
  }

  // -- puts

  @ParameterizedTest
  @MethodSource("losses")
  void aPutWhoseOwnEchoIsARefusalHasSucceeded(PaperS3.Twist lost) throws IOException {
    paper.twist(1, "PutObject", lost);
    ObjectStat made = put("mine", PutOptions.IF_ABSENT);
    assertEquals(store.stat(KEY).orElseThrow().version(), made.version());
    paper.twist(1, "PutObject", lost);
    ObjectStat next = put("mine too", PutOptions.ifVersion(made.version()));
    assertEquals(store.stat(KEY).orElseThrow().version(), next.version());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aPutThatLosesItsAnswersAndTheRaceSaysSo(PaperS3.Twist lost) throws IOException {
    paper.twist(1, "PutObject", PaperS3::lost);
    paper.plant(FULL, utf8("theirs"), Map.of(), Instant.now());
    assertThrows(AlreadyExistsException.class, () -> put("mine", PutOptions.IF_ABSENT));
    Version theirs = store.stat(KEY).orElseThrow().version();
    paper.twist(
        1,
        "PutObject",
        (request, plain) -> {
          paper.plant(FULL, utf8("replaced"), Map.of(), Instant.now());
          return lost.answer(request, plain);
        });
    assertThrows(
        PreconditionFailedException.class, () -> put("mine", PutOptions.ifVersion(theirs)));
    assertArrayEquals(utf8("replaced"), paper.content(FULL));
  }

  @Test
  void aPutOfWhichNothingIsHeardIsUnknownAndNeverAConflict() {
    paper.twist(ALL, "PutObject", PaperS3::lost);
    assertThrows(OutcomeUnknownException.class, () -> put("mine", PutOptions.IF_ABSENT));
  }

  @Test
  void aPutWhoseAnswersAreAllLostIsFoundByItsWriteId() throws IOException {
    paper.twist(ALL, "PutObject", PaperS3::doneAndLost);
    assertEquals(4, put("mine", PutOptions.IF_ABSENT).size());
    assertEquals(4, put("mine", PutOptions.REPLACE).size());
  }

  @Test
  void aConflictOfConditionalWritesIsTriedAgain() throws IOException {
    HttpAnswer conflict = HttpAnswer.error(409, "ConditionalRequestConflict");
    for (String operation :
        List.of("PutObject", "CompleteMultipartUpload", "CopyObject", "DeleteObject")) {
      paper.twist(2, operation, PaperS3.only(conflict));
    }
    ObjectStat small = put("small", PutOptions.IF_ABSENT);
    store.put(key("large"), Body.of(LARGE), PutOptions.IF_ABSENT);
    store.copyFrom(store.root().resolve(KEY), small.version(), key("copy"), PutOptions.REPLACE);
    store.delete(KEY, Precondition.ifVersion(small.version()));
    assertFalse(paper.has(FULL));
    assertTrue(paper.has("root/large"));
    assertTrue(paper.has("root/copy"));
  }

  // -- multipart uploads

  @ParameterizedTest
  @MethodSource("losses")
  void aCompletionWhoseUploadIsGoneAfterALostSuccessHasSucceeded(PaperS3.Twist lost)
      throws IOException {
    paper.twist(1, "CompleteMultipartUpload", lost);
    ObjectStat made = store.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT);
    assertEquals(store.stat(KEY).orElseThrow().version(), made.version());
    paper.twist(ALL, "CompleteMultipartUpload", lost);
    ObjectStat next = store.put(KEY, Body.of(LARGE), PutOptions.ifVersion(made.version()));
    assertEquals(store.stat(KEY).orElseThrow().version(), next.version());
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void aCompletionThatSomebodyOnTheWaySentTwiceHasSucceeded() throws IOException {
    paper.twist(
        1,
        "CompleteMultipartUpload",
        (request, plain) -> {
          plain.done();
          return plain.done();
        });
    ObjectStat made = store.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT);
    assertEquals(store.stat(KEY).orElseThrow().version(), made.version());
  }

  @Test
  void aCompletionThatNeverArrivedLeavesNothingBehind() {
    paper.twist(ALL, "CompleteMultipartUpload", PaperS3::lost);
    assertThrows(
        UnavailableException.class, () -> store.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT));
    assertFalse(paper.has(FULL));
    assertEquals(List.of(), paper.uploads());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void anUploadWhoseBeginningWasLostIsNotLeftBehind(PaperS3.Twist lost) throws IOException {
    paper.twist(2, "CreateMultipartUpload", lost);
    store.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT);
    assertEquals(List.of(), paper.uploads());
    paper.twist(1, "CreateMultipartUpload", lost);
    try (var upload = store.upload(KEY, PutOptions.REPLACE)) {
      upload.output().write(noise(9 << 20));
    }
    assertEquals(List.of(), paper.uploads());
    paper.twist(ALL, "CreateMultipartUpload", lost);
    assertThrows(StorageException.class, () -> store.put(KEY, Body.of(LARGE), PutOptions.REPLACE));
    assertEquals(List.of(), paper.uploads());
    assertArrayEquals(LARGE, paper.content(FULL));
  }

  @Test
  void uploadsOfOthersAreLeftAlone() throws IOException {
    List<String> others = new ArrayList<>();
    others.add(paper.begin(FULL, Map.of(), Instant.now().minusSeconds(60)));
    others.add(paper.begin(FULL + "2", Map.of(), Instant.now()));
    paper.twist(
        1,
        "CreateMultipartUpload",
        (request, plain) -> {
          String filled = paper.begin(FULL, Map.of(), Instant.now());
          paper.fill(filled, 1, LARGE);
          others.add(filled);
          return PaperS3.doneAndLost(request, plain);
        });
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    assertEquals(Set.copyOf(others), pending());
  }

  /** As versitygw does. */
  @Test
  void oneIsKnownAlsoWhereTheServerRoundsItsTimeUp() throws IOException {
    paper.twist(1, "CreateMultipartUpload", PaperS3::doneAndLost);
    paper.twist(
        1,
        "ListMultipartUploads",
        (request, plain) -> {
          HttpAnswer answer = plain.done();
          Instant up = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
          return answer.withBody(
              new String(answer.body(), StandardCharsets.UTF_8)
                  .replaceAll("<Initiated>[^<]*", "<Initiated>" + up));
        });
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    assertEquals(Set.of(), pending());
  }

  @Test
  void whereMoreUploadsLookLikeOnesOwnThanAnswersWereLostNoneIsTouched() throws IOException {
    paper.twist(
        1,
        "CreateMultipartUpload",
        (request, plain) -> {
          paper.begin(FULL, Map.of(), Instant.now());
          return PaperS3.doneAndLost(request, plain);
        });
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    assertEquals(2, pending().size());
  }

  /** Its date is older than the moment in which it arrives, on a network that is slow. */
  @Test
  void anUploadIsRecognisedInAListingThatComesLate() {
    paper.twist(ALL, "CreateMultipartUpload", PaperS3::doneAndLost);
    paper.twist(
        1,
        "ListMultipartUploads",
        (request, plain) ->
            plain.done().pausedAfter(0, () -> LockSupport.parkNanos(2_500_000_000L)));
    assertThrows(
        StorageException.class, () -> store.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT));
    assertEquals(Set.of(), pending());
  }

  private Set<String> pending() {
    return paper.uploads().stream().map(PaperS3.Begun::id).collect(Collectors.toSet());
  }

  @Test
  void anUploadThatIsTakenForOneLeftBehindBeginsAnew() throws IOException {
    paper.twist(
        1,
        "UploadPart",
        (request, plain) -> {
          paper.abort(request.parameter("uploadId"));
          return plain.done();
        });
    store.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT);
    assertArrayEquals(LARGE, paper.content(FULL));
    assertEquals(List.of(), paper.uploads());
  }

  // -- deletions

  @ParameterizedTest
  @MethodSource("losses")
  void aDeletionWhoseAnswersAreLostIsLookedBehind(PaperS3.Twist lost) throws IOException {
    Version version = put("old", PutOptions.REPLACE).version();
    paper.twist(ALL, "DeleteObject", lost);
    store.delete(KEY, Precondition.NONE);
    put("old", PutOptions.REPLACE);
    store.delete(KEY, Precondition.ifVersion(version));
    assertFalse(paper.has(FULL));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aBatchWhoseAnswersAreLostIsLookedBehind(PaperS3.Twist lost) throws IOException {
    List<ObjectKey> keys = List.of(key("a"), key("b"));
    for (ObjectKey key : keys) {
      store.put(key, Body.of("x"), PutOptions.REPLACE);
    }
    paper.twist(ALL, "DeleteObjects", lost);
    assertEquals(Map.of(), store.deleteAll(keys));
  }

  @Test
  void aDeletionOfWhichNothingIsHeardMayYetArrive() throws IOException {
    paper.plant(FULL, utf8("old"), Map.of(), LONG_AGO);
    Version version = store.stat(KEY).orElseThrow().version();
    paper.twist(ALL, "DeleteObject", PaperS3::lost);
    paper.twist(ALL, "DeleteObjects", PaperS3::lost);
    assertThrows(OutcomeUnknownException.class, () -> store.delete(KEY, Precondition.NONE));
    assertThrows(
        OutcomeUnknownException.class, () -> store.delete(KEY, Precondition.ifVersion(version)));
    Map<ObjectKey, StorageException> failed = store.deleteAll(List.of(KEY, key("absent")));
    assertEquals(List.of(KEY), List.copyOf(failed.keySet()));
    assertInstanceOf(OutcomeUnknownException.class, failed.get(KEY));
  }

  @Test
  void aDeletionThatTheServerFailedAtIsAFailure() throws IOException {
    paper.plant(FULL, utf8("old"), Map.of(), LONG_AGO);
    Version version = store.stat(KEY).orElseThrow().version();
    PaperS3.Twist failing = PaperS3.only(HttpAnswer.error(500, "InternalError"));
    paper.twist(ALL, "DeleteObject", failing);
    paper.twist(ALL, "DeleteObjects", failing);
    assertThrows(UnavailableException.class, () -> store.delete(KEY, Precondition.NONE));
    assertThrows(
        UnavailableException.class, () -> store.delete(KEY, Precondition.ifVersion(version)));
    Map<ObjectKey, StorageException> failed = store.deleteAll(List.of(KEY, key("absent")));
    assertEquals(List.of(KEY), List.copyOf(failed.keySet()));
    assertInstanceOf(UnavailableException.class, failed.get(KEY));
  }

  @Test
  void whatWasMadeAnewDuringALostDeletionIsNotTaken() throws IOException {
    Version version = put("old", PutOptions.REPLACE).version();
    paper.twist(
        1,
        "DeleteObject",
        (request, plain) -> {
          plain.done();
          paper.plant(FULL, utf8("new"), Map.of(), Instant.now());
          return HttpAnswer.LOST;
        });
    assertThrows(
        OutcomeUnknownException.class, () -> store.delete(KEY, Precondition.ifVersion(version)));
    assertArrayEquals(utf8("new"), paper.content(FULL));
  }

  @Test
  void aRefusedDeletionOfWhatWasReplacedLongAgoIsBelieved() throws IOException {
    Version version = put("old", PutOptions.REPLACE).version();
    paper.plant(FULL, utf8("other"), Map.of(), LONG_AGO);
    paper.twist(1, "DeleteObject", PaperS3::lost);
    assertThrows(
        PreconditionFailedException.class,
        () -> store.delete(KEY, Precondition.ifVersion(version)));
  }

  @Test
  void whereLookingIsNotAnsweredEitherTheOutcomeIsUnknown() throws IOException {
    put("old", PutOptions.REPLACE);
    paper.twist(ALL, "DeleteObject", PaperS3::doneAndLost);
    paper.twist(ALL, "DeleteObjects", PaperS3::doneAndLost);
    paper.twist(ALL, "HeadObject", PaperS3::lost);
    assertThrows(OutcomeUnknownException.class, () -> store.delete(KEY, Precondition.NONE));
    Map<ObjectKey, StorageException> failed = store.deleteAll(List.of(KEY, key("b"), key("c")));
    assertEquals(3, failed.size());
    failed.values().forEach(e -> assertEquals(OutcomeUnknownException.class, e.getClass()));
    assertEquals(8, paper.server().count("HeadObject"), "one look of four attempts for each call");
  }

  // -- copies

  @ParameterizedTest
  @MethodSource("losses")
  void aCopyWhoseAnswersAreLostIsMade(PaperS3.Twist lost) throws IOException {
    Version source = put("source", PutOptions.REPLACE).version();
    Supplier<ObjectStat> copy =
        () -> {
          try {
            return store.copyFrom(
                store.root().resolve(KEY), source, key("copy"), PutOptions.REPLACE);
          } catch (StorageException e) {
            throw new IllegalStateException(e);
          }
        };
    paper.twist(1, "CopyObject", lost);
    assertEquals(6, copy.get().size());
    paper.twist(ALL, "CopyObject", lost);
    assertEquals(6, copy.get().size());
  }

  @Test
  void aCopyThatNobodyCanLookBehindSaysWhatHappenedToBoth() throws IOException {
    Version source = put("source", PutOptions.REPLACE).version();
    paper.twist(ALL, "CopyObject", PaperS3.doneBut(HttpAnswer.error(500, "InternalError")));
    paper.twist(ALL, "HeadObject", PaperS3.only(HttpAnswer.of(502)));
    OutcomeUnknownException unknown =
        assertThrows(
            OutcomeUnknownException.class,
            () ->
                store.copyFrom(store.root().resolve(KEY), source, key("copy"), PutOptions.REPLACE));
    assertEquals(Reason.LOST_ANSWER, unknown.reason());
    String message = String.valueOf(unknown.getMessage());
    assertTrue(message.contains("InternalError"), message);
    assertEquals(1, unknown.getSuppressed().length);
    assertTrue(String.valueOf(unknown.getSuppressed()[0].getMessage()).contains("gateway"));
  }
}
