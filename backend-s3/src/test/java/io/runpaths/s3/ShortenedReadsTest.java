package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads whose bytes are cut, or whose length was changed on the way: whole, resumed or refused. */
final class ShortenedReadsTest extends PaperTest {
  private static final byte[] BYTES = noise(100_000);

  private void plant() {
    paper.plant(FULL, BYTES, Map.of(), Instant.now());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50_000, 99_999})
  void aReadThatBreaksOffGoesOnWhereItDid(int bytes) throws IOException {
    plant();
    paper.twist(3, "GetObject", PaperS3.changed(answer -> answer.cutAfter(bytes)));
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
    assertTrue(paper.server().requests().stream().anyMatch(r -> r.header("range").startsWith("b")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99_999})
  void aLengthThatIsTooSmallIsNotBelievedOverTheVersion(int bytes) throws IOException {
    put("x".repeat(100_000), PutOptions.REPLACE);
    Version version = store.stat(KEY).orElseThrow().version();
    paper.twist(2, "GetObject", PaperS3.changed(answer -> answer.shortenedTo(bytes)));
    assertEquals(100_000, read(store, ReadOptions.ALL.withVersion(version)).length);
    paper.twist(
        Integer.MAX_VALUE, "GetObject", PaperS3.changed(answer -> answer.shortenedTo(bytes)));
    assertThrows(
        CorruptDataException.class, () -> read(store, ReadOptions.ALL.withVersion(version)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99_999})
  void aLengthThatIsTooSmallIsNotBelievedOverTheChecksum(int bytes) throws IOException {
    put("x".repeat(100_000), PutOptions.REPLACE);
    paper.twist(1, "GetObject", PaperS3.changed(answer -> answer.shortenedTo(bytes)));
    assertThrows(CorruptDataException.class, () -> read(store, ReadOptions.ALL));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99_999})
  void withoutAnyChecksumTheLengthIsLookedUp(int bytes) throws IOException {
    plant();
    paper.twist(1, "GetObject", PaperS3.changed(answer -> answer.shortenedTo(bytes)));
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
  }

  @Test
  void anObjectReplacedBetweenReadAndLookIsReadAnew() throws IOException {
    plant();
    paper.twist(
        1,
        "GetObject",
        (request, plain) -> {
          HttpAnswer old = plain.done();
          paper.plant(FULL, utf8("new"), Map.of(), Instant.now());
          return old;
        });
    assertArrayEquals(utf8("new"), read(store, ReadOptions.ALL));
  }

  @Test
  void aReplacementDuringAReadIsNeverMixedIn() throws IOException {
    put("x".repeat(100_000), PutOptions.REPLACE);
    paper.twist(
        1,
        "GetObject",
        (request, plain) -> {
          HttpAnswer old = plain.done();
          paper.plant(FULL, utf8("y".repeat(100_000)), Map.of(), Instant.now());
          return old.cutAfter(50_000);
        });
    assertThrows(PreconditionFailedException.class, () -> read(store, ReadOptions.ALL));
  }

  @Test
  void aRangeThatBreaksOffGoesOn() throws IOException {
    plant();
    paper.twist(2, "GetObject", PaperS3.changed(answer -> answer.shortenedTo(7)));
    byte[] read = read(store, ReadOptions.of(ByteRange.of(10, 1_000)));
    assertArrayEquals(java.util.Arrays.copyOfRange(BYTES, 10, 1_010), read);
  }

  @Test
  void aFlippedBitIsNeverReadAsGood() throws IOException {
    put("x".repeat(100_000), PutOptions.REPLACE);
    paper.twist(
        1,
        "GetObject",
        PaperS3.changed(
            answer -> {
              byte[] flipped = answer.body().clone();
              flipped[70_000] ^= 4;
              return answer.withBody(flipped);
            }));
    assertThrows(CorruptDataException.class, () -> read(store, ReadOptions.ALL));
  }
}
