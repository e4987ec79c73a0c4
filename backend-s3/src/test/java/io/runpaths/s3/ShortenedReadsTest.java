package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads whose bytes are cut, or whose length was changed on the way: whole, resumed or refused. */
final class ShortenedReadsTest extends PaperTest {
  private static final byte[] BYTES = noise(100_000);

  /** Written by another tool in parts, so that nothing but its length is known. */
  private static final String OF_PARTS = "\"0123456789abcdef0123456789abcdef-2\"";

  private static final String NO_MD5 = "\"0123456789abcdef0123456789abcdef\"";

  private void plant() {
    paper.plantTagged(FULL, BYTES, Map.of(), OF_PARTS);
  }

  private long looks() {
    return paper.server().count("HeadObject");
  }

  /** Flips a bit of what is read next. */
  private void flip(int times) {
    paper.twist(
        times,
        "GetObject",
        PaperS3.changed(
            answer -> {
              byte[] flipped = answer.body().clone();
              flipped[flipped.length / 2] ^= 4;
              return answer.withBody(flipped);
            }));
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
    flip(1);
    assertThrows(CorruptDataException.class, () -> read(store, ReadOptions.ALL));
  }

  // -- objects of other tools, whose ETag is the MD5 of their bytes

  @Test
  void anEtagThatIsAnMd5SparesTheLook() throws IOException {
    for (int size : List.of(0, 1, 100_000)) {
      paper.plant(FULL, noise(size), Map.of(), Instant.now());
      assertArrayEquals(noise(size), read(store, ReadOptions.ALL));
    }
    assertEquals(0, looks());
    plant();
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
    assertEquals(1, looks(), "an ETag of parts is none");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 99_999})
  void aLengthThatIsTooSmallIsNotBelievedOverAnEtagThatIsAnMd5(int bytes) {
    paper.plant(FULL, BYTES, Map.of(), Instant.now());
    paper.twist(1, "GetObject", PaperS3.changed(answer -> answer.shortenedTo(bytes)));
    assertThrows(CorruptDataException.class, () -> read(store, ReadOptions.ALL));
  }

  @Test
  void whereEtagsWereSeenToBeMd5sAFlippedBitIsNotReadAsGood() throws IOException {
    paper.plant(FULL, BYTES, Map.of(), Instant.now());
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
    flip(1);
    StorageException failure =
        assertThrows(CorruptDataException.class, () -> read(store, ReadOptions.ALL));
    assertEquals(Reason.CHECKSUM, failure.reason());
    assertEquals(0, looks());
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
  }

  @Test
  void evenTheFirstFlippedBitIsNotTakenForAnEtagThatIsNoMd5() throws IOException {
    paper.plant(FULL, BYTES, Map.of(), Instant.now());
    flip(1);
    assertThrows(CorruptDataException.class, () -> read(store, ReadOptions.ALL));
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
    flip(1);
    assertThrows(CorruptDataException.class, () -> read(store, ReadOptions.ALL));
  }

  @Test
  void neitherIsOneWhereTheSecondReadIsFlippedOtherwise() throws IOException {
    paper.plantTagged(FULL, BYTES, Map.of(), NO_MD5);
    flip(1);
    paper.twist(1, "GetObject", PaperS3.changed(answer -> answer.withBody(noise(BYTES.length))));
    assertThrows(CorruptDataException.class, () -> read(store, ReadOptions.ALL));
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
  }

  @Test
  void aVersionThatIsAskedForIsComparedWithItsEtagToo() throws IOException {
    paper.plant(FULL, BYTES, Map.of(), Instant.now());
    Version version = store.stat(KEY).orElseThrow().version();
    ReadOptions ofVersion = ReadOptions.ALL.withVersion(version);
    assertArrayEquals(BYTES, read(store, ofVersion));
    flip(1);
    StorageException failure =
        assertThrows(CorruptDataException.class, () -> read(store, ofVersion));
    assertEquals(Reason.CHECKSUM, failure.reason());
    assertEquals(1, looks(), "the version tells the length");
  }

  @Test
  void theLengthOfAVersionIsNotLookedUp() throws IOException {
    plant();
    Version version = store.stat(KEY).orElseThrow().version();
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL.withVersion(version)));
    assertEquals(1, looks());
  }

  @Test
  void aReadThatBreaksOffIsComparedAsAWhole() throws IOException {
    paper.plant(FULL, BYTES, Map.of(), Instant.now());
    paper.twist(2, "GetObject", PaperS3.changed(answer -> answer.cutAfter(30_000)));
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
    assertEquals(0, looks());
  }

  /** Some servers give ETags that look like MD5s and are none. */
  @Test
  void anEtagThatIsNoMd5IsNotTakenForDamage() throws IOException {
    paper.plantTagged(FULL, BYTES, Map.of(), NO_MD5);
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
    assertEquals(2, looks());
  }

  @Test
  void neitherIsThatOfAnObjectWhichAKeyEncrypts() throws IOException {
    paper.plant(FULL, BYTES, Map.of(), Instant.now());
    assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
    for (Map<String, String> encrypted :
        List.of(
            Map.of("x-amz-server-side-encryption", "aws:kms"),
            Map.of("x-amz-server-side-encryption-customer-algorithm", "AES256"))) {
      paper.plantTagged(FULL, BYTES, encrypted, NO_MD5);
      assertArrayEquals(BYTES, read(store, ReadOptions.ALL));
    }
    assertEquals(2, looks());
  }

  // -- checksums of parts

  @Test
  void aChecksumOfSomeBytesIsNotTakenForThatOfTheObject() throws IOException {
    put("x".repeat(100_000), PutOptions.REPLACE);
    paper.twist(
        Integer.MAX_VALUE,
        "GetObject",
        PaperS3.changed(answer -> answer.with("x-amz-checksum-crc32c", "AAAAAA==")));
    try (var content = store.read(KEY, ReadOptions.of(ByteRange.of(0, 1_000)))) {
      assertEquals(1_000, content.stream().readAllBytes().length);
      // The writer's own, in the metadata, may be told.
      assertNotEquals(Optional.of("00000000"), content.stat().checksums().crc32c());
    }
    try (var content = store.read(KEY, ReadOptions.of(ByteRange.of(0, 100_000)))) {
      assertThrows(CorruptDataException.class, () -> content.stream().readAllBytes());
    }
  }
}
