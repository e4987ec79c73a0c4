package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Upload;
import io.runpaths.testkit.proxy.Exchange;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resumable sessions, and what happens to them. */
final class LargeUploadsTest {
  private static final int SIZE = 4 * Stage.CHUNK - 1_000;

  private final Stage stage;
  private final StorageBackend backend;
  private final byte[] bytes = Stage.noise(7, SIZE);

  LargeUploadsTest() throws IOException {
    stage = new Stage();
    backend = stage.open();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Stage.CHUNK - 1,
        Stage.CHUNK,
        Stage.CHUNK + 1,
        2 * Stage.CHUNK - 1,
        2 * Stage.CHUNK,
        2 * Stage.CHUNK + 1
      })
  void sizesAroundAChunkArriveWhole(int size) throws IOException {
    byte[] some = Stage.noise(1, size);
    ObjectStat put = Stage.put(backend, "put", some);
    ObjectStat streamed = upload("streamed", some);
    for (ObjectStat stat : List.of(put, streamed)) {
      assertArrayEquals(some, Stage.bytes(backend, stat.key().value()));
      ObjectStat seen = backend.stat(stat.key()).orElseThrow();
      assertEquals(seen.checksums().crc32c(), stat.checksums().crc32c());
      assertEquals(seen.modified(), stat.modified());
    }
    assertEquals(0, stage.server().openUploads());
  }

  @Test
  void anUploadBeginsAsASmallObject() throws IOException {
    upload("a", new byte[Stage.CHUNK]);
    assertEquals(0, stage.proxy().log().count(Stage::isBegin));
    assertEquals(1, stage.proxy().log().count(Stage::isPut));
  }

  @Test
  void whatTheServerDidNotKeepOfAChunkIsSentAgain() throws IOException {
    int chunk = 8 * Stage.CHUNK;
    StorageBackend wide = stage.open(GcsOptions.builder().chunkSize(chunk).build());
    byte[] large = Stage.noise(2, 3 * chunk - 77);
    Reply partly = Reply.status(308).with("Range", "bytes=0-" + (chunk + 5 * Stage.CHUNK - 1));
    stage.proxy().plan().nth(2, Stage::isChunk, WireFault.repliedAfterEffect(partly));
    Stage.put(wide, "a", large);
    assertArrayEquals(large, Stage.bytes(wide, "a"));
    assertEquals(
        List.of(
            "bytes 0-" + (chunk - 1) + "/*",
            "bytes " + chunk + "-" + (2 * chunk - 1) + "/*",
            "bytes " + (chunk + 5 * Stage.CHUNK) + "-" + (2 * chunk - 1) + "/*",
            "bytes " + 2 * chunk + "-" + (large.length - 1) + "/" + large.length),
        ranges());
  }

  @Test
  void afterALostAnswerTheServerIsAskedHowFarItHasCome(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("model.pth"), bytes);
    stage.proxy().plan().nth(2, Stage::isChunk, WireFault.LOST_AFTER_EFFECT);
    stage.proxy().plan().nth(3, Stage::isChunk, WireFault.LOST_BEFORE_EFFECT);
    backend.put(Stage.key("a"), Body.ofFile(file), PutOptions.IF_ABSENT);
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
    int unit = Stage.CHUNK;
    assertEquals(
        List.of(
            "bytes 0-" + (unit - 1) + "/*",
            "bytes " + unit + "-" + (2 * unit - 1) + "/*",
            "bytes */*",
            "bytes " + 2 * unit + "-" + (3 * unit - 1) + "/*",
            "bytes */*",
            "bytes " + 2 * unit + "-" + (3 * unit - 1) + "/*",
            "bytes " + 3 * unit + "-" + (SIZE - 1) + "/" + SIZE),
        ranges());
  }

  @Test
  void aFileThatGrowsWhileItIsSentIsNotPublished(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("log"), bytes);
    stage
        .proxy()
        .plan()
        .nth(
            1,
            request -> {
              if (Stage.isBegin(request)) {
                grow(file);
              }
              return false;
            },
            WireFault.LOST_BEFORE_EFFECT);
    Body body = Body.ofFile(file);
    CorruptDataException failure =
        assertThrows(
            CorruptDataException.class,
            () -> backend.put(Stage.key("a"), body, PutOptions.REPLACE));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("write nothing to it while it is sent"), message);
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
    assertEquals(0, stage.server().openUploads());
  }

  private static void grow(Path file) {
    try {
      Files.writeString(file, "one more line", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aChunkOfWhichHalfArrivesIsFinished() throws IOException {
    stage.proxy().plan().nth(2, Stage::isChunk, WireFault.requestTruncated(Stage.CHUNK / 2));
    Stage.put(backend, "a", bytes);
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
  }

  private List<String> ranges() {
    return stage.proxy().log().all().stream()
        .map(Exchange::request)
        .filter(Stage::isSession)
        .map(request -> request.header("Content-Range").orElse(""))
        .toList();
  }

  @Test
  void theConditionHoldsAtTheEnd() throws IOException {
    try (Upload upload = backend.upload(Stage.key("a"), PutOptions.IF_ABSENT)) {
      upload.output().write(bytes);
      Stage.put(backend, "a", new byte[] {1});
      assertThrows(AlreadyExistsException.class, upload::commit);
    }
    assertArrayEquals(new byte[] {1}, Stage.bytes(backend, "a"));
    assertEquals(0, stage.server().openUploads());
  }

  @Test
  void theConditionIsLookedAtEarlyToo() throws IOException {
    Stage.put(backend, "a", new byte[] {1});
    assertThrows(
        AlreadyExistsException.class,
        () -> backend.put(Stage.key("a"), Body.of(bytes), PutOptions.IF_ABSENT));
    assertEquals(0, stage.proxy().log().count(Stage::isChunk));
  }

  @Test
  void aLostEndIsRecognisedAsOnesOwn() throws IOException {
    stage.proxy().plan().nth(1, LargeUploadsTest::isLast, WireFault.LOST_AFTER_EFFECT);
    ObjectStat stat = backend.put(Stage.key("a"), Body.of(bytes), PutOptions.IF_ABSENT);
    assertEquals(backend.stat(Stage.key("a")).orElseThrow().version(), stat.version());
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
  }

  @Test
  void aLostEndOfASessionThatTheServerForgotIsRecognisedByItsWriteId() throws IOException {
    Reply gone = Reply.of(404, "application/json", "{\"error\":{\"code\":404}}");
    stage
        .proxy()
        .plan()
        .nth(1, LargeUploadsTest::isLast, WireFault.LOST_AFTER_EFFECT)
        .always(LargeUploadsTest::isQuestion, WireFault.repliedBeforeEffect(gone));
    ObjectStat stat = backend.put(Stage.key("a"), Body.of(bytes), PutOptions.IF_ABSENT);
    assertEquals(backend.stat(Stage.key("a")).orElseThrow().version(), stat.version());
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
  }

  @Test
  void aSessionThatTheServerEndedIsBegunAnewWhereTheBytesAreStillThere(@TempDir Path folder)
      throws IOException {
    Path file = Files.write(folder.resolve("model.pth"), bytes);
    Reply gone = Reply.of(410, "application/json", "{\"error\":{\"code\":410}}");
    stage.proxy().plan().nth(3, Stage::isChunk, WireFault.repliedBeforeEffect(gone));
    backend.put(Stage.key("a"), Body.ofFile(file), PutOptions.IF_ABSENT);
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
    assertEquals(2, stage.proxy().log().count(Stage::isBegin));
  }

  @Test
  void aSessionThatHasLostBytesIsBegunAnew(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("model.pth"), bytes);
    Reply less = Reply.status(308).with("Range", "bytes=0-" + (Stage.CHUNK - 1));
    stage.proxy().plan().nth(3, Stage::isChunk, WireFault.repliedBeforeEffect(less));
    backend.put(Stage.key("a"), Body.ofFile(file), PutOptions.IF_ABSENT);
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
    assertEquals(2, stage.proxy().log().count(Stage::isBegin));
    assertEquals(0, stage.server().openUploads());
  }

  @Test
  void aSessionThatKeepsLosingBytesFailsInTheEnd() throws IOException {
    Reply none = Reply.status(308);
    stage
        .proxy()
        .plan()
        .always(
            request ->
                Stage.isChunk(request)
                    && !request.header("Content-Range").orElse("").startsWith("bytes 0-"),
            WireFault.repliedBeforeEffect(none));
    UnavailableException failure =
        assertThrows(
            UnavailableException.class,
            () -> backend.put(Stage.key("a"), Body.of(bytes), PutOptions.IF_ABSENT));
    assertEquals(Reason.CONFLICT, failure.reason(), failure.getMessage());
    assertEquals(3, stage.proxy().log().count(Stage::isBegin));
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
  }

  @Test
  void aStreamWhoseSessionTheServerEndedFailsAndPublishesNothing() throws IOException {
    Reply gone = Reply.of(410, "application/json", "{\"error\":{\"code\":410}}");
    stage.proxy().plan().nth(2, Stage::isChunk, WireFault.repliedBeforeEffect(gone));
    try (Upload upload = backend.upload(Stage.key("a"), PutOptions.IF_ABSENT)) {
      UnavailableException failure =
          assertThrows(UnavailableException.class, () -> upload.output().write(bytes));
      assertEquals(Reason.CONFLICT, failure.reason());
      assertThrows(StorageException.class, upload::commit);
    }
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
  }

  @Test
  void bytesFlippedOnTheWayAreNeverASuccess() throws IOException {
    stage.proxy().plan().always(LargeUploadsTest::isLast, WireFault.requestFlipped(1_234));
    assertThrows(
        CorruptDataException.class,
        () -> backend.put(Stage.key("put"), Body.of(bytes), PutOptions.IF_ABSENT));
    assertThrows(CorruptDataException.class, () -> upload("streamed", bytes));
    assertTrue(backend.stat(Stage.key("put")).isEmpty());
    assertTrue(backend.stat(Stage.key("streamed")).isEmpty());
    assertEquals(0, stage.server().openUploads());
  }

  @Test
  void aServerThatLetDamagedBytesPassHasThemDeleted() throws IOException {
    stage
        .proxy()
        .plan()
        .nth(
            1,
            LargeUploadsTest::isLast,
            WireFault.rewritten(
                body ->
                    new String(body, StandardCharsets.UTF_8)
                        .replaceFirst("(\"crc32c\" *: *\")[^\"]*", "$1AAAAAA==")
                        .getBytes(StandardCharsets.UTF_8)));
    CorruptDataException failure =
        assertThrows(CorruptDataException.class, () -> upload("a", bytes));
    assertEquals(Reason.CHECKSUM, failure.reason());
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
  }

  @Test
  void whatIsGivenUpIsCancelledAlsoIfTheSessionIsGone() throws IOException {
    Upload upload = backend.upload(Stage.key("a"), PutOptions.IF_ABSENT);
    upload.output().write(bytes);
    assertEquals(1, stage.server().openUploads());
    Reply gone = Reply.of(404, "application/json", "{\"error\":{\"code\":404}}");
    stage
        .proxy()
        .plan()
        .nth(1, request -> request.method().equals("DELETE"), WireFault.repliedAfterEffect(gone));
    upload.close();
    assertEquals(0, stage.server().openUploads());
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
  }

  @Test
  void streamsBeyondTheBufferGoThroughAFileThatIsGoneAfterwards() throws IOException {
    StorageBackend poor = stage.open(GcsOptions.builder().buffer(1).build());
    try (Upload upload = poor.upload(Stage.key("a"), PutOptions.REPLACE)) {
      upload.output().write(bytes, 0, 100_000);
      upload.output().write(bytes, 100_000, bytes.length - 100_000);
      upload.commit();
    }
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertEquals(0, left.filter(file -> file.getFileName().toString().endsWith(".part")).count());
    }
  }

  /** In one thread: if one waited for what another holds, it would wait for ever. */
  @Test
  @Timeout(60)
  void sixtyFourUploadsAtOnceShareASmallBufferAndAllEnd() throws IOException {
    StorageBackend poor =
        stage.open(GcsOptions.builder().buffer(2 << 20).connections(4).retries(0).build());
    List<Upload> uploads = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      uploads.add(poor.upload(Stage.key("many/" + i), PutOptions.IF_ABSENT));
    }
    byte[] some = Stage.noise(9, Stage.CHUNK + 10_000);
    for (int half = 0; half < 2; half++) {
      for (Upload upload : uploads) {
        upload.output().write(some, half * some.length / 2, some.length / 2);
      }
    }
    for (Upload upload : uploads) {
      upload.commit();
      upload.close();
    }
    for (int i = 0; i < 64; i++) {
      assertArrayEquals(some, Stage.bytes(backend, "many/" + i));
    }
  }

  private ObjectStat upload(String key, byte[] content) throws IOException {
    try (Upload upload = backend.upload(Stage.key(key), PutOptions.IF_ABSENT)) {
      upload.output().write(content);
      return upload.commit();
    }
  }

  private static boolean isLast(WireRequest request) {
    return Stage.isChunk(request) && request.header("X-Goog-Hash").isPresent();
  }

  private static boolean isQuestion(WireRequest request) {
    return Stage.isSession(request) && !Stage.isChunk(request);
  }
}
