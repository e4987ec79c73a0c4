package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.Body;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Crc32c;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies inside the store, by one request and by parts. */
final class CopiesTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final int SIZE = 2 * (5 << 20) + 1;

  /** What Amazon answers to a copy of more than 5 GiB. */
  private static final HttpAnswer TOO_LARGE =
      HttpAnswer.xml(
          400,
          "<?xml version=\"1.0\"?>\n<Error><Code>InvalidRequest</Code><Message>The specified copy"
              + " source is larger than the maximum allowable size for a copy source:"
              + " 5368709120</Message></Error>");

  private ObjectStat source = unset();

  private static ObjectStat unset() {
    return ObjectStat.builder(KEY, 0, Versions.of("x", 0), Instant.EPOCH).build();
  }

  @BeforeEach
  void write() throws IOException {
    source =
        store.put(
            KEY,
            Body.of(noise(SIZE)),
            PutOptions.REPLACE.withContentType("text/plain").withMetadata(Map.of("lr", "0.1")));
    paper.twist(ALL, "CopyObject", PaperS3.only(TOO_LARGE));
  }

  private ObjectStat copy() throws IOException {
    return store.copyFrom(
        store.root().resolve(KEY), source.version(), key("copy"), PutOptions.REPLACE);
  }

  private List<String> ranges() {
    return paper.server().requests().stream()
        .filter(request -> request.operation().equals("UploadPartCopy"))
        .map(request -> request.header("x-amz-copy-source-range"))
        .sorted()
        .distinct()
        .toList();
  }

  /** Something happens when one part was copied, and none of the others. */
  private void afterTheFirstPart(Runnable event) {
    AtomicBoolean first = new AtomicBoolean(true);
    CountDownLatch happened = new CountDownLatch(1);
    paper.twist(
        ALL,
        "UploadPartCopy",
        (request, plain) -> {
          try {
            if (first.getAndSet(false)) {
              HttpAnswer answer = plain.done();
              event.run();
              happened.countDown();
              return answer;
            }
            happened.await();
            return plain.done();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void whatIsTooLargeForOneRequestIsCopiedByParts() throws IOException {
    ObjectStat copied = copy();
    assertArrayEquals(noise(SIZE), paper.content("root/copy"));
    assertEquals(
        List.of("bytes=0-5242879", "bytes=10485760-10485760", "bytes=5242880-10485759"), ranges());
    assertEquals(SIZE, copied.size());
    ObjectStat there = store.stat(key("copy")).orElseThrow();
    assertEquals(copied.version(), there.version());
    assertEquals("0.1", there.metadata().get("lr"));
    assertEquals(Optional.of("text/plain"), there.contentType());
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void partsWhoseAnswersAreLostAreCopiedAgain() throws IOException {
    paper.twist(2, "UploadPartCopy", PaperS3::doneAndLost);
    paper.twist(1, "UploadPartCopy", PaperS3::lost);
    paper.twist(1, "CompleteMultipartUpload", PaperS3::doneAndLost);
    copy();
    assertArrayEquals(noise(SIZE), paper.content("root/copy"));
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void anErrorInsideOfASuccessIsOne() throws IOException {
    paper.twist(1, "UploadPartCopy", PaperS3.only(HttpAnswer.error(200, "InternalError")));
    copy();
    assertArrayEquals(noise(SIZE), paper.content("root/copy"));
  }

  @Test
  void aSourceThatIsReplacedMeanwhileIsNotMixedIn() {
    afterTheFirstPart(() -> paper.plant(FULL, noise(SIZE + 1), Map.of(), Instant.now()));
    PreconditionFailedException failure =
        assertThrows(PreconditionFailedException.class, this::copy);
    assertEquals(Reason.VERSION_DIFFERS, failure.reason());
    assertFalse(paper.has("root/copy"));
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void aSourceThatIsDeletedMeanwhileIsSaidToBeGone() {
    afterTheFirstPart(() -> paper.remove(FULL));
    assertThrows(NotFoundException.class, this::copy);
    assertFalse(paper.has("root/copy"));
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void aSmallSourceThatIsRefusedIsNotCopiedByParts() throws IOException {
    source = put("small", PutOptions.REPLACE);
    assertThrows(IOException.class, this::copy);
    assertEquals(List.of(), ranges());
  }

  @Test
  void aCopyThatIsTooLargeByAnotherServersWordIsMadeByParts() throws IOException {
    paper.forget();
    paper.twist(ALL, "CopyObject", PaperS3.only(HttpAnswer.error(400, "EntityTooLarge")));
    copy();
    assertArrayEquals(noise(SIZE), paper.content("root/copy"));
    assertEquals(3, ranges().size());
  }

  @Test
  void theCompletionOfACopyBearsTheChecksumOfItsSource() throws IOException {
    ObjectStat copied = copy();
    HttpRequest completion =
        paper.server().requests().stream()
            .filter(request -> request.operation().equals("CompleteMultipartUpload"))
            .reduce((first, last) -> last)
            .orElseThrow();
    assertEquals(
        Crc32c.base64(Crc32c.of(noise(SIZE), 0, SIZE)), completion.header("x-amz-checksum-crc32c"));
    assertEquals(source.checksums().crc32c(), copied.checksums().crc32c());
  }

  @Test
  void aSourceWithoutAnEtagIsAnotherServersAnswer() {
    paper.twist(ALL, "HeadObject", PaperS3.changed(answer -> answer.without("ETag")));
    UnavailableException failure = assertThrows(UnavailableException.class, this::copy);
    assertEquals(Reason.MALFORMED, failure.reason());
  }
}
