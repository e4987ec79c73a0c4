package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** Every wait ends: by its deadline, by an interrupt, or by closing the store. */
@Timeout(60)
final class WaitsTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;

  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch arrived = new CountDownLatch(1);

  @TempDir Path folder;

  @AfterEach
  void release() {
    released.countDown();
  }

  /** Answers nothing until the test is over. */
  private HttpAnswer hang(HttpRequest request, PaperS3.Plain plain) {
    arrived.countDown();
    await(released);
    return HttpAnswer.LOST;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(50, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the call throws in a thread of its own, once something was done to that thread. */
  private Throwable thrownBy(Executable call, Consumer<Thread> then) {
    FutureTask<Throwable> task =
        new FutureTask<>(
            () -> {
              try {
                call.execute();
                return new AssertionError("nothing was thrown");
              } catch (Throwable e) {
                boolean kept = Thread.currentThread().isInterrupted();
                return kept == isInterrupt(e)
                    ? e
                    : new AssertionError("interrupted afterwards: " + kept, e);
              }
            });
    Thread thread = new Thread(task, "caller");
    thread.start();
    await(arrived);
    then.accept(thread);
    try {
      return task.get(50, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("it waits for ever", e);
    }
  }

  private static boolean isInterrupt(Throwable e) {
    return e instanceof StorageException s && s.reason() == Reason.INTERRUPTED;
  }

  private void assertInterruptible(String operation, Executable call) {
    paper.twist(ALL, operation, this::hang);
    Throwable thrown = thrownBy(call, Thread::interrupt);
    assertTrue(isInterrupt(thrown), () -> operation + ": " + thrown);
  }

  // -- interrupts

  @Test
  void anInterruptEndsAPut() {
    assertInterruptible("PutObject", () -> put("x", PutOptions.REPLACE));
  }

  @Test
  void anInterruptEndsAListing() {
    assertInterruptible(
        "ListObjectsV2", () -> store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
  }

  @Test
  void anInterruptEndsADeletion() {
    assertInterruptible("DeleteObject", () -> store.delete(KEY, Precondition.NONE));
  }

  @Test
  void anInterruptEndsAReadBeforeItsFirstByte() {
    assertInterruptible("GetObject", () -> read(store, ReadOptions.ALL));
  }

  @Test
  void anInterruptEndsAReadInTheMiddle() throws IOException {
    put("x".repeat(100_000), PutOptions.REPLACE);
    paper.twist(
        1,
        "GetObject",
        (request, plain) -> {
          HttpAnswer whole = plain.done();
          return whole.pausedAfter(
              50_000,
              () -> {
                arrived.countDown();
                await(released);
              });
        });
    Throwable thrown = thrownBy(() -> read(store, ReadOptions.ALL), Thread::interrupt);
    assertTrue(isInterrupt(thrown), thrown::toString);
  }

  @Test
  void anInterruptedLargePutLeavesNothingBehind() throws IOException {
    Path file = Files.write(folder.resolve("body"), noise(21 << 20));
    paper.twist(ALL, request -> request.parameter("partNumber").equals("2"), this::hang);
    Throwable thrown =
        thrownBy(() -> store.put(KEY, Body.ofFile(file), PutOptions.REPLACE), Thread::interrupt);
    assertTrue(isInterrupt(thrown), thrown::toString);
    assertEquals(List.of(), paper.uploads());
    assertFalse(paper.has(FULL));
  }

  /** Java closes a file whose reader is interrupted; it is read for each checksum, and sent. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anInterruptThatClosesTheFileBeingSentIsToldAsThat(int nth) throws IOException {
    int size = 1 << 20;
    Path file = Files.write(folder.resolve("body"), noise(size));
    AtomicInteger opened = new AtomicInteger();
    Body body =
        new Body() {
          @Override
          public long size() {
            return size;
          }

          @Override
          public InputStream open() throws IOException {
            InputStream in = Channels.newInputStream(FileChannel.open(file));
            if (opened.incrementAndGet() == nth) {
              Thread.currentThread().interrupt();
            }
            return in;
          }
        };
    Throwable thrown =
        assertThrows(StorageException.class, () -> store.put(KEY, body, PutOptions.REPLACE));
    assertTrue(Thread.interrupted(), "the interrupt is passed on");
    assertTrue(isInterrupt(thrown), thrown::toString);
    assertFalse(paper.has(FULL));
  }

  @Test
  void anInterruptedStreamLeavesNothingBehind() {
    paper.twist(ALL, request -> request.parameter("partNumber").equals("1"), this::hang);
    Throwable thrown =
        thrownBy(
            () -> {
              try (var upload = store.upload(KEY, PutOptions.REPLACE)) {
                upload.output().write(noise(9 << 20));
              }
            },
            Thread::interrupt);
    assertTrue(isInterrupt(thrown), thrown::toString);
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void anInterruptedBeginningLeavesNothingBehind() {
    paper.twist(
        1,
        "CreateMultipartUpload",
        (request, plain) -> {
          HttpAnswer unused = plain.done();
          return hang(request, plain);
        });
    Throwable thrown =
        thrownBy(
            () -> store.put(KEY, Body.of(noise(6 << 20)), PutOptions.REPLACE), Thread::interrupt);
    assertTrue(isInterrupt(thrown), thrown::toString);
    assertEquals(List.of(), paper.uploads());
  }

  /** An interrupt closes the file that is being sent, before anybody looks at the exchange. */
  @Test
  void anInterruptWhileTheSourceIsReadIsNoFaultOfTheSource() throws IOException {
    Path file = Files.write(folder.resolve("body"), noise(200_000));
    AtomicInteger opened = new AtomicInteger();
    Body body =
        new Body() {
          @Override
          public long size() {
            return 200_000;
          }

          @Override
          public InputStream open() throws IOException {
            if (opened.getAndIncrement() > 0) {
              Thread.currentThread().interrupt();
            }
            return Channels.newInputStream(FileChannel.open(file));
          }
        };
    try (S3Backend bare = open(Options.NONE.with(S3Options.CHECKSUMS, "none"))) {
      StorageException failure =
          assertThrows(UnavailableException.class, () -> bare.put(KEY, body, PutOptions.REPLACE));
      assertTrue(Thread.interrupted());
      assertEquals(Reason.INTERRUPTED, failure.reason(), failure.getMessage());
    }
    assertFalse(paper.has(FULL));
  }

  /** The interrupt is there when a connection is asked for, as if it came just before. */
  @Test
  void anInterruptBeforeThereIsAConnectionIsToldAsOne() throws IOException {
    AwsCredentialsProvider interrupting =
        () -> {
          Thread.currentThread().interrupt();
          return AwsBasicCredentials.create("lab-key", "lab-secret");
        };
    try (S3Backend other =
        S3Backend.open(
            store.root(),
            S3Settings.from(
                new TestServer("paper", paper.server().uri(), "k", "s")
                    .options()
                    .with(S3Options.CONDITIONS, "trusted")),
            interrupting,
            time -> Thread.onSpinWait())) {
      for (Executable call :
          List.<Executable>of(
              () -> read(other, ReadOptions.ALL),
              () -> other.put(KEY, Body.of("x"), PutOptions.REPLACE))) {
        StorageException failure = assertThrows(StorageException.class, call);
        assertTrue(Thread.interrupted());
        assertEquals(Reason.INTERRUPTED, failure.reason(), failure.getMessage());
      }
    }
    assertEquals(List.of(), paper.server().requests());
  }

  @Test
  void anInterruptedProbeLeavesNothingBehind() throws IOException {
    try (S3Backend probing = open(Options.NONE.with(S3Options.CONDITIONS, "probe"))) {
      paper.twist(1, "PutObject", (request, plain) -> plain.done());
      paper.twist(ALL, "PutObject", this::hang);
      Throwable thrown =
          thrownBy(() -> probing.put(KEY, Body.of("x"), PutOptions.IF_ABSENT), Thread::interrupt);
      assertTrue(isInterrupt(thrown), thrown::toString);
      assertEquals(List.of(), paper.keys());
    }
  }

  @Test
  void anInterruptEndsTheWaitForAPlaceAmongTheRequests() throws IOException {
    try (S3Backend one = open(Options.NONE.with(S3Options.CONNECTIONS, "1"))) {
      paper.twist(ALL, "GetObject", this::hang);
      Thread first =
          new Thread(() -> assertThrows(IOException.class, () -> read(one, ReadOptions.ALL)));
      first.start();
      await(arrived);
      Throwable thrown =
          thrownBy(() -> one.put(KEY, Body.of("x"), PutOptions.REPLACE), Thread::interrupt);
      assertInstanceOf(UnavailableException.class, thrown);
      assertTrue(isInterrupt(thrown), thrown::toString);
      assertEquals(0, paper.server().count("PutObject"));
      first.interrupt();
    }
  }

  @Test
  void anInterruptEndsThePauseBetweenAttempts() {
    CountDownLatch never = new CountDownLatch(1);
    S3Backend patient =
        S3Backend.open(
            store.root(),
            S3Settings.from(
                new TestServer(PaperS3.NAME, paper.server().uri(), "k", "s")
                    .options()
                    .with(S3Options.CONDITIONS, "trusted")),
            new TestServer(PaperS3.NAME, paper.server().uri(), "k", "s").credentials(),
            time -> {
              arrived.countDown();
              never.await();
            });
    paper.twist(ALL, "PutObject", PaperS3.only(HttpAnswer.error(503, "SlowDown")));
    Throwable thrown =
        thrownBy(() -> patient.put(KEY, Body.of("x"), PutOptions.REPLACE), Thread::interrupt);
    assertTrue(isInterrupt(thrown), thrown::toString);
  }

  // -- closing

  @Test
  void closingEndsWhatIsUnderWayAndAbortsIt() throws IOException {
    Path file = Files.write(folder.resolve("body"), noise(21 << 20));
    paper.twist(ALL, request -> request.parameter("partNumber").equals("2"), this::hang);
    Throwable thrown =
        thrownBy(
            () -> store.put(KEY, Body.ofFile(file), PutOptions.REPLACE), thread -> closeQuietly());
    assertInstanceOf(UnavailableException.class, thrown);
    assertEquals(Reason.CLOSED, ((StorageException) thrown).reason(), thrown.getMessage());
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void closingGivesAnUploadUpThatAnotherThreadIsWriting() {
    paper.twist(ALL, request -> request.parameter("partNumber").equals("1"), this::hang);
    Throwable thrown =
        thrownBy(
            () -> store.upload(KEY, PutOptions.REPLACE).output().write(noise(9 << 20)),
            thread -> closeQuietly());
    assertInstanceOf(UnavailableException.class, thrown);
    assertEquals(Reason.CLOSED, ((StorageException) thrown).reason(), thrown.getMessage());
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void closingTakesNoLongerForManyUploadsThanForOne() throws IOException {
    for (int n = 0; n < 4; n++) {
      store.upload(key("object-" + n), PutOptions.REPLACE).output().write(noise(6 << 20));
    }
    assertEquals(4, paper.uploads().size());
    paper.twist(ALL, "AbortMultipartUpload", this::hang);
    long began = System.nanoTime();
    assertThrows(StorageException.class, () -> store.close(Duration.ofMillis(300)));
    long millis = (System.nanoTime() - began) / 1_000_000;
    assertTrue(millis < 4_000, () -> millis + " ms, where one abort alone may take 20 s");
  }

  @Test
  void anUploadThatComesTooLateIsToldThatTheStoreIsClosed() throws IOException {
    store.close();
    StorageException failure =
        assertThrows(UnavailableException.class, () -> store.upload(KEY, PutOptions.REPLACE));
    assertEquals(Reason.CLOSED, failure.reason());
  }

  private void closeQuietly() {
    try {
      store.close();
    } catch (StorageException e) {
      throw new IllegalStateException(e);
    }
  }

  // -- deadlines

  private S3Backend hasty() {
    return open(Options.NONE.with(S3Options.TIMEOUT, "200ms").with(S3Options.RETRIES, "1"));
  }

  @Test
  void whatIsNotAnsweredInTimeFailsByItsDeadline() throws IOException {
    paper.twist(ALL, request -> !request.operation().equals("HeadBucket"), this::hang);
    try (S3Backend hasty = hasty()) {
      for (Executable call :
          List.<Executable>of(
              () -> read(hasty, ReadOptions.ALL),
              () -> hasty.stat(KEY),
              () -> hasty.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10))) {
        StorageException failure = assertThrows(UnavailableException.class, call);
        assertEquals(Reason.TIMEOUT, failure.reason());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("did not answer in time (s3.timeout is PT0.2S)"), message);
      }
      StorageException failure =
          assertThrows(
              StorageException.class, () -> hasty.put(KEY, Body.of("x"), PutOptions.REPLACE));
      assertEquals(Reason.LOST_ANSWER, failure.reason());
    }
  }

  @Test
  void anAnswerThatDripsFailsByItsDeadline() throws IOException {
    put("x".repeat(100_000), PutOptions.REPLACE);
    paper.twist(
        ALL, request -> request.method().equals("GET"), PaperS3.changed(HttpAnswer::dripped));
    try (S3Backend hasty = hasty()) {
      StorageException read =
          assertThrows(UnavailableException.class, () -> read(hasty, ReadOptions.ALL));
      assertEquals(Reason.TIMEOUT, read.reason(), read.getMessage());
      StorageException list =
          assertThrows(
              UnavailableException.class,
              () -> hasty.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
      assertEquals(Reason.TIMEOUT, list.reason(), list.getMessage());
    }
  }

  @Test
  void anAnswerWithoutEndIsCut() {
    paper.twist(ALL, "ListObjectsV2", PaperS3.changed(HttpAnswer::endless));
    StorageException failure =
        assertThrows(
            UnavailableException.class,
            () -> store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
    assertEquals(Reason.MALFORMED, failure.reason(), failure.getMessage());
  }

  // -- servers that work before they answer

  private static final int LARGE = 8 << 20;

  /** Amazon answers a copy at once, then with spaces while it copies, then with the document. */
  private static PaperS3.Twist keptAlive(int millis) {
    return PaperS3.changed(
        answer ->
            answer
                .withBody(" ".repeat(20) + text(answer.body()).replaceFirst("<\\?.*\\?>", ""))
                .pausedAfter(10, () -> LockSupport.parkNanos(millis * 1_000_000L)));
  }

  @Test
  void anAnswerThatIsKeptAliveIsWaitedForAsLongAsItsBeginning() throws IOException {
    Options quick = Options.NONE.with(S3Options.TIMEOUT, "400ms").with(S3Options.RETRIES, "2");
    try (S3Backend hasty = open(quick)) {
      paper.twist(ALL, "CompleteMultipartUpload", keptAlive(900));
      Version version = hasty.put(KEY, Body.of(noise(LARGE)), PutOptions.REPLACE).version();
      paper.twist(ALL, "CopyObject", keptAlive(900));
      hasty.copyFrom(hasty.root().resolve(KEY), version, key("copy"), PutOptions.REPLACE);
      paper.forget();
      paper.twist(ALL, "CopyObject", PaperS3.only(HttpAnswer.error(400, "EntityTooLarge")));
      paper.twist(ALL, "UploadPartCopy", keptAlive(600));
      hasty.copyFrom(hasty.root().resolve(KEY), version, key("again"), PutOptions.REPLACE);
    }
    assertArrayEquals(noise(LARGE), paper.content("root/copy"));
    assertArrayEquals(noise(LARGE), paper.content("root/again"));
    // No answer was taken for lost, and nothing was done twice.
    assertEquals(2, paper.server().count("CompleteMultipartUpload"));
    assertEquals(2, paper.server().count("CopyObject"));
    assertEquals(2, paper.server().count("UploadPartCopy"));
  }

  @Test
  void aSmallCopyIsNotWaitedForLongerThanAnythingSmall() throws IOException {
    Version version = put("small", PutOptions.REPLACE).version();
    paper.twist(ALL, "CopyObject", this::hang);
    long began = System.nanoTime();
    try (S3Backend hasty = hasty()) {
      assertThrows(
          StorageException.class,
          () -> hasty.copyFrom(hasty.root().resolve(KEY), version, key("c"), PutOptions.REPLACE));
    }
    assertEquals(2, paper.server().count("CopyObject"));
    assertTrue(System.nanoTime() - began < 3_000_000_000L, "twenty times the timeout is 4 s");
  }

  @Test
  void whatIsWaitedForLongIsDoneTwiceAtMost() throws IOException {
    Version version = store.put(KEY, Body.of(noise(LARGE)), PutOptions.REPLACE).version();
    paper.twist(ALL, "CopyObject", this::hang);
    paper.twist(ALL, "CompleteMultipartUpload", this::hang);
    long before = paper.server().count("CompleteMultipartUpload");
    Options stubborn = Options.NONE.with(S3Options.TIMEOUT, "200ms").with(S3Options.RETRIES, "6");
    try (S3Backend hasty = open(stubborn)) {
      StorageException copy =
          assertThrows(
              StorageException.class,
              () ->
                  hasty.copyFrom(hasty.root().resolve(KEY), version, key("c"), PutOptions.REPLACE));
      assertEquals(Reason.LOST_ANSWER, copy.reason(), copy.getMessage());
      assertThrows(
          StorageException.class,
          () -> hasty.put(key("large"), Body.of(noise(6 << 20)), PutOptions.REPLACE));
    }
    assertEquals(2, paper.server().count("CopyObject"));
    assertEquals(2, paper.server().count("CompleteMultipartUpload") - before);
    assertEquals(List.of(), paper.uploads());
  }
}
