package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Imitations that give Amazon's name in every answer, as gofakes3 does, by which rclone serves, and
 * do not do all that Amazon does.
 */
final class NamesakesTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final byte[] LARGE = noise((5 << 20) + 1);

  private final S3Backend namesake =
      new TestServer("namesake", paper.server().uri(), "lab-key", "lab-secret")
          .open(
              new Location("s3", PaperS3.BUCKET, "root"),
              Options.NONE
                  .with(S3Options.PART_SIZE, "5MiB")
                  .with(S3Options.RETRIES, "3")
                  .with(S3Options.TIMEOUT, "5s"));

  @AfterEach
  void closeIt() throws StorageException {
    namesake.close();
  }

  private void keepsNoChecksums() {
    paper.twist(
        ALL,
        request -> true,
        PaperS3.changed(
            answer -> answer.without("x-amz-checksum-crc32c").without("x-amz-checksum-type")));
  }

  @Test
  void theNameAlonePromisesNothing() throws IOException {
    namesake.put(KEY, Body.of("x"), PutOptions.REPLACE);
    assertFalse(namesake.capabilities().has(Capability.DELETE_IF_VERSION));
    assertFalse(namesake.capabilities().has(Capability.CHECKSUMS));
  }

  @Test
  void whatIsSentIsCheckedByAnMd5AndReadsByTheMetadata() throws IOException {
    keepsNoChecksums();
    for (int n = 0; n < 2; n++) {
      namesake.put(KEY, Body.of("some bytes"), PutOptions.REPLACE);
    }
    for (HttpRequest request : paper.server().requests()) {
      assertFalse(request.header("content-md5").isEmpty(), request::operation);
      assertFalse(request.header("x-amz-meta-runpaths-crc32c").isEmpty(), request::operation);
    }
    paper.forget();
    paper.twist(
        1,
        "GetObject",
        PaperS3.changed(answer -> answer.without("x-amz-checksum-crc32c").withBody("same bytes")));
    assertThrows(CorruptDataException.class, () -> read(namesake, ReadOptions.ALL));
  }

  @Test
  void partsAreCheckedByAnMd5() throws IOException {
    keepsNoChecksums();
    namesake.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    for (HttpRequest request : paper.server().requests()) {
      if (request.operation().equals("UploadPart")) {
        assertFalse(request.header("content-md5").isEmpty());
      }
    }
  }

  @Test
  void anotherVersionIsNotCopiedInPlaceOfTheOneAskedFor() throws IOException {
    paper.ignoresConditionsOf("CopyObject");
    Version first = namesake.put(KEY, Body.of("first"), PutOptions.REPLACE).version();
    namesake.put(KEY, Body.of("second, longer"), PutOptions.REPLACE);
    assertThrows(
        PreconditionFailedException.class,
        () ->
            namesake.copyFrom(
                namesake.root().resolve(KEY), first, key("copy"), PutOptions.REPLACE));
    assertEquals(List.of(FULL), paper.keys());
  }

  @Test
  void conditionsThatItIgnoresAreNotPromised() {
    paper.ignoresConditionsOf("PutObject");
    assertThrows(
        UnsupportedException.class, () -> namesake.put(KEY, Body.of("x"), PutOptions.IF_ABSENT));
    assertEquals(List.of(), paper.keys());
  }

  @Test
  void aConditionThatItsCompletionsIgnoreIsHeldByOneRequest() throws IOException {
    paper.ignoresConditionsOf("CompleteMultipartUpload");
    namesake.put(KEY, Body.of("there"), PutOptions.REPLACE);
    assertThrows(
        AlreadyExistsException.class,
        () -> namesake.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT));
    assertArrayEquals(utf8("there"), paper.content(FULL));
    assertEquals(List.of(), paper.uploads());
  }
}
