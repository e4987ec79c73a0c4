package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** An upload in parts is published whole or not at all, whatever happens to its threads. */
@Timeout(60)
final class MultipartTest extends PaperTest {
  private static final int PART = 5 << 20;

  private final TestServer server =
      new TestServer("paper", paper.server().uri(), "lab-key", "lab-secret");
  private final S3Settings settings =
      S3Settings.from(
          Options.NONE
              .with(S3Options.CONDITIONS, "trusted")
              .with(S3Options.PART_SIZE, "5MiB")
              .over(server.options()));
  private final S3Connection connection =
      S3Connection.open(PaperS3.BUCKET, settings, server.credentials());

  @TempDir Path folder;

  @AfterEach
  void closeConnection() {
    connection.close();
  }

  private Multipart begun() throws StorageException {
    Services at = Services.of(store.root(), connection, time -> Thread.onSpinWait());
    return Multipart.begin(at, Op.on("put", store.root(), KEY), KEY, PutOptions.REPLACE, Map.of());
  }

  private static Payload part() {
    return Payload.of(noise(PART), PART);
  }

  /**
   * As by memory that is short where a part is read. The server cannot know of it: it joins the
   * parts that it has.
   */
  @Test
  void anErrorInAHelpersThreadPublishesNothing() throws IOException {
    Path file = Files.write(folder.resolve("body"), noise(4 * PART + 1));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch died = new CountDownLatch(1);
    paper.twist(
        1,
        "CreateMultipartUpload",
        (request, plain) -> {
          HttpAnswer answer = plain.done();
          begun.countDown();
          return answer;
        });
    AwsCredentialsProvider failing =
        () -> {
          boolean helper = Thread.currentThread().getName().equals("runpaths-part");
          if (helper && died.getCount() > 0) {
            died.countDown();
            throw new OutOfMemoryError("Cannot reserve direct buffer memory, for example");
          }
          if (!helper && begun.getCount() == 0) {
            await(died);
          }
          return server.credentials().resolveCredentials();
        };
    try (S3Backend other =
        S3Backend.open(store.root(), settings, failing, time -> Thread.onSpinWait())) {
      StorageException failure =
          assertThrows(
              StorageException.class, () -> other.put(KEY, Body.ofFile(file), PutOptions.REPLACE));
      assertEquals(Reason.OTHER, failure.reason());
      assertInstanceOf(OutOfMemoryError.class, failure.getCause());
    }
    assertEquals(List.of(), paper.keys());
    assertEquals(List.of(), paper.uploads());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(50, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void partsThatDoNotAddUpToTheSizeAreNotPublished() throws IOException {
    Multipart upload = begun();
    upload.send(1, part());
    upload.send(3, part());
    CorruptDataException failure =
        assertThrows(CorruptDataException.class, () -> upload.complete(3L * PART));
    assertEquals(Reason.CHECKSUM, failure.reason());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("10485760 of 15728640 bytes"), message);
    assertEquals(0, paper.server().count("CompleteMultipartUpload"));
    upload.send(2, part());
    assertEquals(3L * PART, upload.complete(3L * PART).size());
    assertEquals(3 * PART, paper.content(FULL).length);
  }

  @Test
  void whatWasGivenUpIsNotBegunAnew() throws IOException {
    Multipart upload = begun();
    upload.abort();
    StorageException failure =
        assertThrows(UnavailableException.class, () -> upload.send(1, part()));
    assertEquals(Reason.CONFLICT, failure.reason());
    assertEquals(1, paper.server().count("CreateMultipartUpload"));
    assertEquals(List.of(), paper.uploads());
  }

  /** The old checksum of a part is taken by reading it once more. */
  @Test
  void aPartWhoseReadingAnInterruptEndedSaysSo() throws IOException {
    Path file = Files.write(folder.resolve("body"), noise(PART));
    callItSomethingElse();
    Multipart upload = begun();
    Payload payload =
        Payload.of(
            () -> {
              Thread.currentThread().interrupt();
              return Channels.newInputStream(FileChannel.open(file));
            },
            PART,
            part().crc32c());
    StorageException failure =
        assertThrows(UnavailableException.class, () -> upload.send(1, payload));
    assertTrue(Thread.interrupted());
    assertEquals(Reason.INTERRUPTED, failure.reason());
    assertEquals(0, paper.server().count("UploadPart"));
    upload.abort();
  }

  @ParameterizedTest
  @ValueSource(ints = {200_000, 6 << 20})
  void aSourceThatCannotBeReadTwiceIsSaidToBeUnreadable(int size) throws IOException {
    AtomicInteger opened = new AtomicInteger();
    Body once =
        new Body() {
          @Override
          public long size() {
            return size;
          }

          @Override
          public InputStream open() throws IOException {
            if (opened.getAndIncrement() > 0) {
              throw new IOException("it is a pipe");
            }
            return new ByteArrayInputStream(noise(size));
          }
        };
    try (S3Backend other =
        open(Options.NONE.with(S3Options.CHECKSUMS, "md5").with(S3Options.PART_SIZE, "8MiB"))) {
      StorageException failure =
          assertThrows(UnavailableException.class, () -> other.put(KEY, once, PutOptions.REPLACE));
      assertEquals(Reason.OTHER, failure.reason());
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("cannot be read: it is a pipe"), message);
    }
    assertEquals(List.of(), paper.keys());
  }

  /** What is done to a file while its first part is on its way, to a server known to the table. */
  private void assertNotPublished(Path file, Executable change) throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    Body body = Body.ofFile(file);
    paper.twist(
        1,
        "UploadPart",
        (request, plain) -> {
          Assertions.assertDoesNotThrow(change);
          return plain.done().with("Server", "MinIO");
        });
    paper.twist(
        Integer.MAX_VALUE,
        request -> true,
        PaperS3.changed(answer -> answer.with("Server", "MinIO")));
    CorruptDataException failure =
        assertThrows(CorruptDataException.class, () -> store.put(KEY, body, PutOptions.REPLACE));
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("write nothing to it while it is sent"), message);
    assertEquals(List.of(), paper.keys());
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void aFileThatGrowsWhileItIsSentIsNotPublished() throws IOException {
    Path file = Files.write(folder.resolve("log"), noise(2 * PART));
    assertNotPublished(
        file, () -> Files.writeString(file, "one more line", StandardOpenOption.APPEND));
  }

  @Test
  void aFileThatIsWrittenAnewWhileItIsSentIsNotPublished() throws IOException {
    Path file = Files.write(folder.resolve("state"), noise(2 * PART));
    assertNotPublished(file, () -> Files.write(file, new byte[2 * PART], StandardOpenOption.WRITE));
  }

  @Test
  void neitherIsOneThatHasGrownBefore() throws IOException {
    Path file = Files.write(folder.resolve("log"), noise(2 * PART));
    Body body = Body.ofFile(file);
    Files.writeString(file, "one more line", StandardOpenOption.APPEND);
    assertThrows(CorruptDataException.class, () -> store.put(KEY, body, PutOptions.REPLACE));
    assertEquals(0, paper.server().count("CreateMultipartUpload"));
  }

  private void callItSomethingElse() {
    paper.twist(
        Integer.MAX_VALUE,
        request -> true,
        PaperS3.changed(answer -> answer.with("Server", "Something else")));
  }
}
