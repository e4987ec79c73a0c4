package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that S3 does not give: pages of other servers, and documents cut short. */
final class ForeignAnswersTest extends PaperTest {
  private static final byte[] LARGE = noise((5 << 20) + 1);

  private void everything(PaperS3.Twist twist) {
    paper.twist(Integer.MAX_VALUE, request -> true, twist);
  }

  private void assertForeign(Executable call) {
    UnavailableException failure = assertThrows(UnavailableException.class, call);
    assertEquals(Reason.MALFORMED, failure.reason());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("does not speak S3; check s3.endpoint"), message);
    assertTrue(message.contains(paper.server().uri().getAuthority()), message);
  }

  @Test
  void aPageWithStatus200IsNoSuccessOfAnything() throws IOException {
    everything(PaperS3.only(HttpAnswer.html(200)));
    assertForeign(() -> read(store, ReadOptions.ALL));
    assertForeign(() -> store.stat(KEY));
    assertForeign(() -> store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
    assertForeign(
        () -> store.extension(PendingUploads.class).orElseThrow().pendingUploads(KeyPrefix.ROOT));
    for (Executable write :
        List.<Executable>of(
            () -> put("x", PutOptions.REPLACE),
            () -> put("x", PutOptions.IF_ABSENT),
            () -> store.put(KEY, Body.of(LARGE), PutOptions.REPLACE),
            () -> store.delete(KEY, Precondition.NONE))) {
      StorageException failure = assertThrows(StorageException.class, write);
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("does not speak S3; check s3.endpoint"), message);
    }
    assertEquals(List.of(KEY), List.copyOf(store.deleteAll(List.of(KEY)).keySet()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PutObject",
        "UploadPart",
        "CreateMultipartUpload",
        "CompleteMultipartUpload",
        "AbortMultipartUpload",
        "DeleteObject",
        "DeleteObjects",
        "CopyObject",
        "HeadObject",
        "GetObject",
        "ListObjectsV2"
      })
  void aPageInPlaceOfOneAnswerIsFollowedByTheTruth(String operation) throws IOException {
    for (boolean done : List.of(false, true)) {
      paper.twist(
          1,
          operation,
          done ? PaperS3.doneBut(HttpAnswer.html(200)) : PaperS3.only(HttpAnswer.html(200)));
      var small = put("small", PutOptions.REPLACE);
      assertArrayEquals(utf8("small"), read(store, ReadOptions.ALL));
      assertEquals(small.version(), store.stat(KEY).orElseThrow().version());
      store.copyFrom(store.root().resolve(KEY), small.version(), key("copy"), PutOptions.REPLACE);
      assertArrayEquals(utf8("small"), paper.content("root/copy"));
      store.put(key("large"), Body.of(LARGE), PutOptions.IF_ABSENT);
      assertArrayEquals(LARGE, paper.content("root/large"));
      try (var upload = store.upload(key("given-up"), PutOptions.REPLACE)) {
        upload.output().write(noise(9 << 20));
      }
      assertEquals(List.of(), paper.uploads());
      assertEquals(3, store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10).entries().size());
      assertEquals(0, store.deleteAll(List.of(key("copy"), key("large"))).size());
      store.delete(KEY, Precondition.NONE);
      assertFalse(paper.has(FULL));
      assertFalse(paper.has("root/copy"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 60, 100})
  void aDocumentThatIsCutIsABrokenConnection(int bytes) throws IOException {
    put("x", PutOptions.REPLACE);
    for (boolean honest : List.of(true, false)) {
      paper.twist(
          2,
          "ListObjectsV2",
          PaperS3.changed(answer -> honest ? answer.cutAfter(bytes) : answer.shortenedTo(bytes)));
      assertEquals(1, store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10).entries().size());
    }
    assertEquals(6, paper.server().count("ListObjectsV2"));
  }

  @Test
  void anAnswerToACompletionThatIsCutIsLookedBehind() throws IOException {
    paper.twist(1, "CompleteMultipartUpload", PaperS3.changed(answer -> answer.cutAfter(70)));
    var stat = store.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT);
    assertEquals(LARGE.length, stat.size());
    assertEquals(store.stat(KEY).orElseThrow().version(), stat.version());
    assertTrue(paper.has(FULL));
  }

  @Test
  void aListingThatDoesNotSayWhetherItGoesOnIsNotTakenForTheWhole() throws IOException {
    put("x", PutOptions.REPLACE);
    for (String cut :
        List.of(
            "<IsTruncated>false</IsTruncated>",
            "<NextContinuationToken>root/folder/object</NextContinuationToken>")) {
      everything(
          PaperS3.changed(
              answer ->
                  answer.withBody(
                      text(answer.body())
                          .replace("false", cut.startsWith("<Next") ? "true" : "false")
                          .replace(cut, ""))));
      assertForeign(() -> store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
    }
  }

  static List<HttpAnswer> notFoundElsewhere() {
    return List.of(
        HttpAnswer.of(404).with("Content-Type", "text/plain").withBody("404 page not found\n"),
        HttpAnswer.of(404).withBody("{\"error\":\"not found\"}"),
        HttpAnswer.of(403).withBody("Forbidden"),
        HttpAnswer.html(404),
        HttpAnswer.xml(
            404,
            "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>"),
        HttpAnswer.xml(404, "<Problem><Error/></Problem>"));
  }

  @ParameterizedTest
  @MethodSource("notFoundElsewhere")
  void aRefusalByAnotherServerIsNotTheWordOfS3(HttpAnswer elsewhere) throws IOException {
    put("x", PutOptions.REPLACE);
    paper.twist(
        Integer.MAX_VALUE, request -> !request.method().equals("HEAD"), PaperS3.only(elsewhere));
    assertForeign(() -> read(store, ReadOptions.ALL));
    assertForeign(() -> store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
    StorageException failure =
        assertThrows(StorageException.class, () -> store.delete(KEY, Precondition.NONE));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("does not speak S3; check s3.endpoint"), message);
    assertEquals(List.of(KEY), List.copyOf(store.deleteAll(List.of(KEY)).keySet()));
    assertTrue(paper.has(FULL));
  }

  @Test
  void aRefusalWithoutAWordIsS3s() throws IOException {
    put("x", PutOptions.REPLACE);
    paper.twist(1, "DeleteObject", PaperS3.only(HttpAnswer.of(404)));
    store.delete(KEY, Precondition.NONE);
    paper.twist(1, "GetObject", PaperS3.only(HttpAnswer.of(404)));
    assertThrows(NotFoundException.class, () -> read(store, ReadOptions.ALL));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 502, 503, 504})
  void aGatewayThatIsBusyIsAskedAgain(int status) throws IOException {
    put("x", PutOptions.REPLACE);
    paper.twist(3, "GetObject", PaperS3.only(HttpAnswer.html(status)));
    assertArrayEquals(utf8("x"), read(store, ReadOptions.ALL));
  }

  @Test
  void anErrorThatIsCutIsABrokenConnection() throws IOException {
    put("x", PutOptions.REPLACE);
    HttpAnswer error = HttpAnswer.error(404, "NoSuchBucket");
    for (int bytes : List.of(24, 30, 60)) {
      paper.twist(3, "ListObjectsV2", PaperS3.only(error.shortenedTo(bytes)));
      assertEquals(1, store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10).entries().size());
    }
  }
}
