package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamUploadTest {
  private static final int PART = 1 << 20;
  private static final int SHORTEST = 64 << 10;
  private static final Op OP = new Op("upload", "mem://bucket/key");
  private static final ObjectStat STAT =
      ObjectStat.builder(ObjectKey.of("key"), 1, new Version("1"), Instant.EPOCH).build();

  private final BufferBudget budget = new BufferBudget(4L * PART);
  private final Recorded parts = new Recorded();
  private final List<StreamUpload> ended = new ArrayList<>();

  private StreamUpload upload() {
    return new StreamUpload(OP, parts, budget, "mem.buffer", ended::add);
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static UnavailableException broken() {
    return new UnavailableException("upload", OP.location(), Reason.OTHER, "Broken.", null);
  }

  private void assertAllMemoryGivenBack() {
    assertTrue(budget.take(4L * PART));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'finish 0'",
    "1048575, 'finish 1048575'",
    "1048576, 'finish 1048576'",
    "1048577, 'send 1048576, finish 1'",
    "2097152, 'send 1048576, finish 1048576'",
    "3000000, 'send 1048576, send 1048576, finish 902848'"
  })
  void aPartIsSentOnlyOnceMoreFollows(int size, String requests) throws IOException {
    byte[] bytes = noise(size);
    try (StreamUpload upload = upload()) {
      for (int at = 0; at < size; at += 300_001) {
        upload.output().write(bytes, at, Math.min(300_001, size - at));
      }
      assertSame(STAT, upload.commit());
      assertEquals(List.of(upload), ended);
    }
    assertEquals(List.of(requests.split(", ", -1)), parts.requests);
    assertArrayEquals(bytes, parts.bytes.toByteArray());
    assertEquals(1, ended.size());
    assertAllMemoryGivenBack();
  }

  @Test
  void whatIsInAFileIsSentAsSoonAsItMayBe() throws IOException {
    assertTrue(budget.take(4L * PART));
    byte[] bytes = noise(3 * SHORTEST + 1);
    try (StreamUpload upload = upload()) {
      for (int at = 0; at < bytes.length - 1; at += 4096) {
        upload.output().write(bytes, at, 4096);
      }
      upload.output().write(bytes[bytes.length - 1]);
      upload.commit();
    }
    assertEquals(List.of("send 65536", "send 65536", "send 65536", "finish 1"), parts.requests);
    assertArrayEquals(bytes, parts.bytes.toByteArray());
  }

  /** Java closes a file whose thread is interrupted, which is neither its fault nor the disk's. */
  @Test
  void anInterruptWhileBytesAreKeptInAFileIsToldAsThat() throws IOException {
    assertTrue(budget.take(4L * PART));
    StreamUpload upload = upload();
    byte[] bytes = noise(4096);
    upload.output().write(bytes);
    Thread.currentThread().interrupt();
    assertInterrupted(() -> upload.output().write(bytes));
    assertInterrupted(upload::commit);
    upload.close();
  }

  @Test
  void anInterruptWhileAFileIsReadIsToldAsThat(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("body"), noise(PART));
    Thread.currentThread().interrupt();
    assertInterrupted(() -> Payload.of(OP, file, 0, PART));
    try (StreamUpload upload = upload()) {
      Thread.currentThread().interrupt();
      assertInterrupted(() -> upload.commit(ofChannel(file)));
    }
  }

  private static Body ofChannel(Path file) {
    return new Body() {
      @Override
      public long size() {
        return PART;
      }

      @Override
      public InputStream open() throws IOException {
        return Channels.newInputStream(FileChannel.open(file));
      }
    };
  }

  private static void assertInterrupted(Executable request) {
    UnavailableException failure = assertThrows(UnavailableException.class, request);
    Thread.interrupted();
    assertEquals(Reason.INTERRUPTED, failure.reason(), failure.getMessage());
    assertTrue(String.valueOf(failure.getMessage()).contains("interrupted"), failure.getMessage());
  }

  @Test
  void aFailedPartMakesTheUploadUseless() throws IOException {
    StorageException failure = broken();
    parts.failure = failure;
    StreamUpload upload = upload();
    byte[] bytes = noise(PART + 1);
    assertSame(failure, assertThrows(IOException.class, () -> upload.output().write(bytes)));
    parts.failure = null;
    assertSame(failure, assertThrows(IOException.class, () -> upload.output().write(1)));
    assertSame(failure, assertThrows(StorageException.class, upload::commit));
    assertEquals(List.of(), ended);
    upload.close();
    upload.close();
    assertEquals(List.of("send 1048576", "abort"), parts.requests);
    assertEquals(List.of(upload), ended);
    assertAllMemoryGivenBack();
  }

  @Test
  void anErrorMakesTheUploadUselessToo() throws IOException {
    Error error = new OutOfMemoryError("of this test");
    parts.error = error;
    StreamUpload upload = upload();
    byte[] bytes = noise(PART + 1);
    assertSame(error, assertThrows(Error.class, () -> upload.output().write(bytes)));
    parts.error = null;
    assertThrows(UnavailableException.class, () -> upload.output().write(1));
    assertThrows(UnavailableException.class, upload::commit);
    upload.close();
    assertEquals(List.of("send 1048576", "abort"), parts.requests);
    assertAllMemoryGivenBack();
  }

  @Test
  void aFailedCommitIsGivenUpAndNotDoneAgain() throws IOException {
    StorageException failure = broken();
    parts.failure = failure;
    try (StreamUpload upload = upload()) {
      upload.output().write(1);
      assertSame(failure, assertThrows(StorageException.class, upload::commit));
      StorageException second = assertThrows(UnavailableException.class, upload::commit);
      assertEquals(Reason.CLOSED, second.reason());
    }
    assertEquals(List.of("finish 1", "abort"), parts.requests);
  }

  @Test
  void nothingIsTakenAfterTheEnd() throws IOException {
    StreamUpload closed = upload();
    closed.output().close();
    assertEquals(Reason.CLOSED, reason(() -> closed.output().write(1)));
    assertEquals(List.of(), parts.requests);
    closed.close();
    assertEquals(Reason.CLOSED, reason(closed::commit));
    assertEquals(List.of("abort"), parts.requests);
    StreamUpload committed = upload();
    committed.commit();
    assertEquals(Reason.CLOSED, reason(() -> committed.output().write(1)));
    committed.close();
    assertEquals(List.of("abort", "finish 0"), parts.requests);
  }

  private static Reason reason(Executable late) {
    return assertThrows(UnavailableException.class, late).reason();
  }

  @Test
  void aBodyIsPublishedOnlyIfItHasAsManyBytesAsItSays() throws IOException {
    byte[] bytes = noise(PART + 7);
    try (StreamUpload upload = upload()) {
      assertSame(STAT, upload.commit(body(PART + 7, bytes)));
    }
    assertEquals(List.of("send 1048576", "finish 7"), parts.requests);
    parts.requests.clear();
    for (int said : new int[] {PART + 6, PART + 8}) {
      try (StreamUpload upload = upload()) {
        StorageException failure =
            assertThrows(CorruptDataException.class, () -> upload.commit(body(said, bytes)));
        assertTrue(
            String.valueOf(failure.getMessage())
                .contains("were said to be " + said + " and are " + bytes.length),
            failure.getMessage());
      }
    }
    assertEquals(List.of("send 1048576", "abort", "send 1048576", "abort"), parts.requests);
    assertAllMemoryGivenBack();
  }

  private static Body body(long said, byte[] bytes) {
    return new Body() {
      @Override
      public long size() {
        return said;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  /** Parts of one size, or of a shorter one where they lie in a file. */
  private static final class Recorded implements StreamUpload.Parts {
    private final List<String> requests = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable StorageException failure;
    private @Nullable Error error;

    @Override
    public long room(long buffered, boolean spooled) {
      return spooled && buffered >= SHORTEST ? 0 : PART - buffered;
    }

    @Override
    public void send(Payload part) throws StorageException {
      taken("send", part);
    }

    @Override
    public ObjectStat finish(Payload last) throws StorageException {
      taken("finish", last);
      return STAT;
    }

    private void taken(String request, Payload payload) throws StorageException {
      requests.add(request + " " + payload.size());
      if (failure != null) {
        throw failure;
      }
      if (error != null) {
        throw error;
      }
      try (InputStream in = payload.stream()) {
        in.transferTo(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void abort() {
      requests.add("abort");
    }
  }
}
