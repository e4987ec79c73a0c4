package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.gcs.server.Manner;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Page;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that speak as Google's, and differ in what its client does not look at. */
final class OtherServersTest {
  private final Stage stage;
  private final StorageBackend backend;
  private final byte[] bytes = Stage.noise(6, 3 * Stage.CHUNK);

  OtherServersTest() throws IOException {
    stage = new Stage();
    backend = stage.open();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  // -- sessions

  /** Google's own test bench calls a session complete before it looks at the condition. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSessionThatIsSaidToBeFinishedIsBelievedOnceItsObjectIsThere(boolean another)
      throws IOException {
    Reply finished =
        Reply.of(200, "application/json", "{\"name\":\"outputs/a\",\"generation\":\"12\"}");
    WireFault lost = another ? WireFault.LOST_AFTER_EFFECT : WireFault.LOST_BEFORE_EFFECT;
    stage
        .proxy()
        .plan()
        .nth(1, OtherServersTest::isLast, lost)
        .always(OtherServersTest::isQuestion, WireFault.repliedBeforeEffect(finished));
    try (Upload upload = backend.upload(Stage.key("a"), PutOptions.IF_ABSENT)) {
      upload.output().write(bytes);
      if (another) {
        Stage.put(backend, "a", new byte[] {1});
      }
      StorageException failure = assertThrows(StorageException.class, upload::commit);
      if (another) {
        assertEquals(AlreadyExistsException.class, failure.getClass(), failure.getMessage());
      } else {
        assertTrue(
            String.valueOf(failure.getMessage()).contains("is not there"), failure.getMessage());
      }
    }
    if (another) {
      assertArrayEquals(new byte[] {1}, Stage.bytes(backend, "a"));
    } else {
      assertTrue(backend.stat(Stage.key("a")).isEmpty());
    }
  }

  /** Google's own test bench does that where it is to break the answer to the last one. */
  @Test
  void aChunkWhoseAnswerIsASuccessWithoutAWordIsAsFarAsItsRangeSays() throws IOException {
    Reply begun = Reply.of(200, "text/html", "").with("Range", "bytes=0-" + (Stage.CHUNK - 1));
    stage.proxy().plan().nth(1, Stage::isChunk, WireFault.repliedAfterEffect(begun));
    stage.proxy().plan().nth(2, Stage::isChunk, WireFault.LOST_BEFORE_EFFECT);
    stage.proxy().plan().nth(1, OtherServersTest::isQuestion, WireFault.repliedAfterEffect(begun));
    try (Upload upload = backend.upload(Stage.key("a"), PutOptions.IF_ABSENT)) {
      upload.output().write(bytes);
      upload.commit();
    }
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
    assertEquals(4, stage.proxy().log().count(Stage::isChunk), "none but the lost one twice");
  }

  private static boolean isLast(WireRequest request) {
    return Stage.isChunk(request) && request.header("X-Goog-Hash").isPresent();
  }

  private static boolean isQuestion(WireRequest request) {
    return Stage.isSession(request) && !Stage.isChunk(request);
  }

  // -- deletions

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 501})
  void whereNoBatchesAreTakenObjectsAreDeletedOneByOne(int status) throws IOException {
    List<ObjectKey> keys = List.of(Stage.key("a"), Stage.key("locked"), Stage.key("absent"));
    Stage.put(backend, "a", new byte[1]);
    Stage.put(backend, "locked", new byte[1]);
    stage.hold("locked");
    Reply none = Reply.of(status, "text/plain", "page not found");
    stage.proxy().plan().always(OtherServersTest::isBatch, WireFault.repliedBeforeEffect(none));
    Map<ObjectKey, StorageException> failures = backend.deleteAll(keys);
    assertEquals(List.of(Stage.key("locked")), List.copyOf(failures.keySet()));
    assertEquals(
        Reason.READ_ONLY, Objects.requireNonNull(failures.get(Stage.key("locked"))).reason());
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
    Stage.put(backend, "b", new byte[1]);
    assertEquals(Map.of(), backend.deleteAll(List.of(Stage.key("b"))));
    assertTrue(backend.stat(Stage.key("b")).isEmpty());
    assertEquals(1, stage.proxy().log().count(OtherServersTest::isBatch), "it is remembered");
  }

  private static boolean isBatch(WireRequest request) {
    return request.path().startsWith("/batch");
  }

  @ParameterizedTest
  @CsvSource({"DOCUMENT_FOR_DELETION, 3", "EMPTY_ANSWER_TO_DELETION, 6"})
  void aDeletionThatIsAnsweredBy200IsBelievedAtOnceOrWhenItIsSeen(Manner manner, int requests)
      throws IOException {
    stage.server().differ(manner);
    for (String key : List.of("a", "b", "c")) {
      Stage.put(backend, key, new byte[1]);
    }
    stage.server().log().clear();
    for (String key : List.of("a", "b", "c")) {
      backend.delete(Stage.key(key), Precondition.NONE);
    }
    assertEquals(requests, stage.server().log().requests().size());
    assertTrue(backend.stat(Stage.key("c")).isEmpty());
  }

  @Test
  void aDeletionThatIsAnsweredByNothingIsDoneAgainWhereTheObjectIsThere() throws IOException {
    stage.server().differ(Manner.EMPTY_ANSWER_TO_DELETION);
    Stage.put(backend, "a", new byte[1]);
    Stage.put(backend, "b", new byte[1]);
    backend.delete(Stage.key("a"), Precondition.NONE);
    stage
        .proxy()
        .plan()
        .nth(
            1,
            request -> request.method().equals("DELETE"),
            WireFault.repliedBeforeEffect(Reply.status(200)));
    backend.delete(Stage.key("b"), Precondition.NONE);
    assertTrue(backend.stat(Stage.key("b")).isEmpty());
  }

  @Test
  void noneOfAVersionIsBelievedWhereAnotherIsThere() throws IOException {
    Version former = Stage.put(backend, "a", new byte[1]).version();
    Version version = Stage.put(backend, "a", new byte[2]).version();
    stage
        .proxy()
        .plan()
        .nth(
            1,
            request -> request.method().equals("DELETE"),
            WireFault.repliedBeforeEffect(Reply.status(200)));
    StorageException failure =
        assertThrows(
            StorageException.class,
            () -> backend.delete(Stage.key("a"), Precondition.ifVersion(former)));
    // Which version was there before is more than anybody can know who was told nothing.
    assertTrue(
        failure instanceof OutcomeUnknownException
            || failure instanceof PreconditionFailedException,
        failure.toString());
    assertEquals(version, backend.stat(Stage.key("a")).orElseThrow().version());
  }

  /** A token that ends soon is fetched for each request, and so for the look as well. */
  @Test
  void aDeletionIsOnesOwnThoughTheLookBehindItCouldNotBeSent(@TempDir Path folder)
      throws IOException {
    stage.server().differ(Manner.EMPTY_ANSWER_TO_DELETION);
    Version version = Stage.put(backend, "a", new byte[1]).version();
    Path key = new CredentialFiles(folder, stage.proxy().uri()).serviceAccount();
    StorageBackend named =
        stage.open(Options.NONE.with(GcsOptions.CREDENTIALS_FILE, key.toString()));
    Predicate<WireRequest> token = request -> request.path().equals("/token");
    Reply soon =
        Reply.of(
            200,
            "application/json",
            "{\"access_token\":\"brief\",\"token_type\":\"Bearer\",\"expires_in\":1}");
    stage
        .proxy()
        .plan()
        .nth(2, token, WireFault.repliedBeforeEffect(Reply.status(503)))
        .always(token, WireFault.repliedBeforeEffect(soon));
    named.delete(Stage.key("a"), Precondition.ifVersion(version));
    assertTrue(stage.proxy().log().count(token) > 2, "the look had no token at first");
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
  }

  @Test
  void aDeletionThatIsAnsweredByAnErrorWithin200IsNone() throws IOException {
    Version version = Stage.put(backend, "a", new byte[1]).version();
    Reply error = Reply.of(200, "application/json", "{\"error\":{\"code\":503}}");
    stage
        .proxy()
        .plan()
        .always(request -> request.method().equals("DELETE"), WireFault.repliedBeforeEffect(error));
    assertThrows(
        StorageException.class,
        () -> backend.delete(Stage.key("a"), Precondition.ifVersion(version)));
  }

  // -- generations

  @Test
  void generationsOfNineteenDigitsAreVersions() throws IOException {
    stage.server().differ(Manner.NANOSECONDS);
    ObjectStat first = Stage.put(backend, "a", bytes);
    assertEquals(19, first.version().token().length());
    stage.proxy().plan().nth(1, Stage::isDownload, WireFault.truncated(1_000));
    try (ObjectContent content =
        backend.read(Stage.key("a"), ReadOptions.ALL.withVersion(first.version()))) {
      assertEquals(first.version(), content.stat().version());
      assertArrayEquals(bytes, content.stream().readAllBytes());
    }
    Version second =
        backend.put(Stage.key("a"), Body.of("x"), PutOptions.ifVersion(first.version())).version();
    assertThrows(
        PreconditionFailedException.class,
        () -> backend.delete(Stage.key("a"), Precondition.ifVersion(first.version())));
    backend.delete(Stage.key("a"), Precondition.ifVersion(second));
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
  }

  @Test
  void aVersionThatNoNumberHoldsIsNobodys() {
    assertEquals(
        1_770_552_000_123_456_789L, Versions.generation(new Version("1770552000123456789")));
    for (String token : List.of("9223372036854775808", "9999999999999999999", "0", "-1", "１")) {
      assertEquals(Long.MAX_VALUE, Versions.generation(new Version(token)), token);
    }
  }

  // -- listings

  @ParameterizedTest
  @EnumSource(Depth.class)
  void aPageThatHoldsMoreThanWasAskedForIsCutAndGoneOnBehind(Depth depth) throws IOException {
    for (String key : List.of("a", "b/1", "b/2", "b0", "c/1", "d", "e/1")) {
      Stage.put(backend, key, new byte[1]);
    }
    List<String> all = names(depth, 1_000);
    assertEquals(depth == Depth.ALL ? 7 : 6, all.size());
    stage.server().differ(Manner.WHOLE_LISTINGS, Manner.NO_KIND);
    for (int limit : new int[] {1, 2, 3, 1_000}) {
      assertEquals(all, names(depth, limit), "in pages of " + limit);
    }
  }

  @Test
  void anEmptyListingNeedNotSayThatItIsOne() throws IOException {
    stage.server().differ(Manner.NO_KIND);
    assertEquals(List.of(), names(Depth.ALL, 10));
  }

  private List<String> names(Depth depth, int limit) throws IOException {
    List<String> names = new ArrayList<>();
    Cursor from = Cursor.START;
    do {
      Page page = backend.list(KeyPrefix.ROOT, depth, from, limit);
      assertTrue(page.entries().size() <= limit, "as many as were asked for");
      page.entries().stream().map(ListEntry::name).forEach(names::add);
      from = page.next();
    } while (from != Cursor.END);
    return names;
  }

  // -- downloads

  @ParameterizedTest
  @CsvSource({"NO_GENERATION_IN_DOWNLOADS", "NO_LENGTH_IN_DOWNLOADS"})
  void whatADownloadDoesNotTellIsAskedOfTheObject(Manner manner) throws IOException {
    stage.server().differ(manner);
    Version version = Stage.put(backend, "a", bytes).version();
    stage.proxy().plan().nth(2, Stage::isDownload, WireFault.truncated(100_000));
    try (ObjectContent content = backend.read(Stage.key("a"), ReadOptions.ALL)) {
      assertEquals(version, content.stat().version());
      assertEquals(bytes.length, content.stat().size());
      assertArrayEquals(bytes, content.stream().readAllBytes());
    }
    try (ObjectContent content =
        backend.read(Stage.key("a"), ReadOptions.of(ByteRange.of(1_000, 500)))) {
      assertArrayEquals(Arrays.copyOfRange(bytes, 1_000, 1_500), content.stream().readAllBytes());
    }
    assertThrows(
        PreconditionFailedException.class,
        () -> backend.read(Stage.key("a"), ReadOptions.ALL.withVersion(Versions.of(7))));
  }

  /** Google's own test bench takes the wanted length from the real one. */
  @Test
  void anEndThatIsSaidToBeginBeforeTheObjectIsTheObject() throws IOException {
    stage.server().differ(Manner.ENDS_BEFORE_THE_BEGINNING);
    Stage.put(backend, "a", bytes);
    assertArrayEquals(bytes, end(bytes.length + 7L));
    assertArrayEquals(bytes, end(bytes.length));
    assertArrayEquals(Arrays.copyOfRange(bytes, bytes.length - 7, bytes.length), end(7));
  }

  private byte[] end(long length) throws IOException {
    try (ObjectContent content =
        backend.read(Stage.key("a"), ReadOptions.of(ByteRange.last(length)))) {
      return content.stream().readAllBytes();
    }
  }

  /** Google's own test bench does that where it lets a download stall or break. */
  @Test
  void aPartThatComesAsTheWholeIsThePartThatItSays() throws IOException {
    stage.server().differ(Manner.PARTS_BY_200);
    Stage.put(backend, "a", bytes);
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
    assertArrayEquals(Arrays.copyOfRange(bytes, bytes.length - 7, bytes.length), end(7));
    stage.proxy().plan().nth(1, Stage::isDownload, WireFault.truncated(1_000));
    assertArrayEquals(Arrays.copyOfRange(bytes, 700, 9_700), part(700, 9_000));
  }

  @Test
  void aPartOfWhichNobodySaysWhichIsNotTaken() throws IOException {
    stage.server().differ(Manner.PARTS_BY_200_ALONE);
    Stage.put(backend, "a", bytes);
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
    StorageException failure = assertThrows(StorageException.class, () -> part(700, 9_000));
    assertEquals(Reason.MALFORMED, failure.reason());
    assertThrows(StorageException.class, () -> part(0, 9_000));
  }

  private byte[] part(long offset, long length) throws IOException {
    try (ObjectContent content =
        backend.read(Stage.key("a"), ReadOptions.of(ByteRange.of(offset, length)))) {
      return content.stream().readAllBytes();
    }
  }

  // -- what a server leaves out of documents, or adds to them

  /** Google's own test bench gives them another type where it lets them stall or break. */
  @Test
  void aDocumentOfAnotherTypeIsReadAndTriedAgainAsOftenAsAnyOther() throws IOException {
    Version version = Stage.put(backend, "a", bytes).version();
    String resource =
        "{\"generation\":\"" + version.token() + "\",\"size\":\"" + bytes.length + "\"}";
    WireFault typed = WireFault.repliedBeforeEffect(Reply.of(200, "text/html", resource));
    stage.proxy().plan().always(Stage.any(), typed);
    assertEquals(version, backend.stat(Stage.key("a")).orElseThrow().version());
    stage.proxy().plan().clear();
    Reply begun = Reply.of(200, "text/html", "ff\r\n{\"ge").with("Transfer-Encoding", "chunked");
    WireFault broken = WireFault.endless(begun, begun.body().length);
    stage.proxy().plan().nth(1, Stage.any(), broken).nth(2, Stage.any(), broken);
    stage.proxy().plan().nth(3, Stage.any(), broken);
    assertEquals(version, backend.stat(Stage.key("a")).orElseThrow().version());
  }

  /** Google's own test bench leaves out every field that is 0. */
  @Test
  void anObjectWhoseSizeIsLeftOutIsEmptyIfItsChecksumSaysSo() throws IOException {
    Version version = Stage.put(backend, "empty", new byte[0]).version();
    Stage.put(backend, "full", new byte[] {1});
    rewritten("\"size\":\"0\",", "");
    assertEquals(0, backend.stat(Stage.key("empty")).orElseThrow().size());
    assertEquals(List.of("empty", "full"), names(Depth.ALL, 10));
    backend.copyFrom(Stage.ROOT.resolve("empty"), version, Stage.key("copy"), PutOptions.REPLACE);
    assertArrayEquals(new byte[0], Stage.bytes(backend, "copy"));
    rewritten("\"size\":\"1\",", "");
    assertThrows(StorageException.class, () -> backend.stat(Stage.key("full")));
    assertThrows(StorageException.class, () -> names(Depth.ALL, 10));
  }

  @Test
  void whatTheTestBenchAddsToMetadataIsNotTheWriters() throws IOException {
    Version version =
        backend
            .put(
                Stage.key("a"),
                Body.of("x"),
                PutOptions.REPLACE.withMetadata(Map.of("note", "kept")))
            .version();
    rewritten("\"metadata\":{", "\"metadata\":{\"x_emulator_crc32c\":\"qTxfkw==\",");
    Map<String, String> own = Map.of("note", "kept");
    assertEquals(own, backend.stat(Stage.key("a")).orElseThrow().metadata());
    backend.copyFrom(
        Stage.ROOT.resolve("a"),
        version,
        Stage.key("copy"),
        new PutOptions(Precondition.NONE, "text/csv", Map.of()));
    stage.proxy().plan().clear();
    assertEquals(own, backend.stat(Stage.key("copy")).orElseThrow().metadata());
  }

  private void rewritten(String told, String instead) {
    stage.proxy().plan().clear();
    stage
        .proxy()
        .plan()
        .always(
            request -> !Stage.isDownload(request),
            WireFault.rewritten(
                body ->
                    new String(body, StandardCharsets.UTF_8)
                        .replace(told, instead)
                        .getBytes(StandardCharsets.UTF_8)));
  }

  // -- what a server makes of what was sent

  @Test
  void aDescriptionThatTheServerWritesInItsOwnFormIsNoDamage() throws IOException {
    answered("\"text/csv\"", "\"Text/CSV; charset=utf-8\"");
    answered("\"two  spaces\"", "\"two spaces\"");
    PutOptions options =
        new PutOptions(Precondition.NONE, "text/csv", Map.of("note", "two  spaces"));
    backend.put(Stage.key("a"), Body.of("x"), options);
    assertArrayEquals("x".getBytes(StandardCharsets.UTF_8), Stage.bytes(backend, "a"));
  }

  @Test
  void anObjectThatIsDescribedOtherwiseIsToldOfAndNotDeleted() throws IOException {
    answered("\"kept\"", "\"lost\"");
    PutOptions options = PutOptions.REPLACE.withMetadata(Map.of("note", "kept"));
    assertThrows(
        CorruptDataException.class, () -> backend.put(Stage.key("a"), Body.of("x"), options));
    assertArrayEquals("x".getBytes(StandardCharsets.UTF_8), Stage.bytes(backend, "a"));
  }

  private void answered(String sent, String made) {
    stage
        .proxy()
        .plan()
        .always(
            Stage::isPut,
            WireFault.rewritten(
                body ->
                    new String(body, StandardCharsets.UTF_8)
                        .replace(sent, made)
                        .getBytes(StandardCharsets.UTF_8)));
  }
}
