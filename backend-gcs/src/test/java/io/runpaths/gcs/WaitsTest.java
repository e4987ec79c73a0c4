package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Upload;
import io.runpaths.testkit.proxy.Reply;
import io.runpaths.testkit.proxy.WireFault;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wait ends: by its deadline, by an interrupt, or by closing the store. */
@Timeout(60)
final class WaitsTest {
  private static final byte[] LARGE = Stage.noise(5, 4 * Stage.CHUNK);

  private final Stage stage;
  private final StorageBackend store;
  private final CountDownLatch arrived = new CountDownLatch(1);

  @TempDir Path folder;

  WaitsTest() throws IOException {
    stage = new Stage();
    store = stage.open();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  /** Lets such requests hang, and tells when the first has arrived. */
  private void hang(int nth, Predicate<WireRequest> requests, WireFault fault) {
    int[] seen = {0};
    stage
        .proxy()
        .plan()
        .always(
            request -> {
              if (!requests.test(request) || ++seen[0] < nth) {
                return false;
              }
              arrived.countDown();
              return true;
            },
            fault);
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

  private void assertInterruptible(Executable call) {
    hang(1, Stage.any(), WireFault.HUNG_BEFORE_EFFECT);
    Throwable thrown = thrownBy(call, Thread::interrupt);
    assertTrue(isInterrupt(thrown), thrown::toString);
  }

  // -- interrupts

  @Test
  void anInterruptEndsAPut() {
    assertInterruptible(() -> store.put(Stage.key("a"), Body.of("x"), PutOptions.REPLACE));
  }

  @Test
  void anInterruptEndsAListing() {
    assertInterruptible(() -> store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
  }

  @Test
  void anInterruptEndsADeletion() {
    assertInterruptible(() -> store.delete(Stage.key("a"), Precondition.NONE));
  }

  @Test
  void anInterruptEndsABatch() {
    assertInterruptible(() -> store.deleteAll(List.of(Stage.key("a"))));
  }

  @Test
  void anInterruptEndsAReadBeforeItsFirstByte() {
    assertInterruptible(() -> Stage.bytes(store, "a"));
  }

  @Test
  void anInterruptEndsAReadInTheMiddle() throws IOException {
    Stage.put(store, "a", Stage.noise(1, 100_000));
    hang(1, Stage::isDownload, WireFault.dripped(Duration.ofMillis(20), Integer.MAX_VALUE));
    Throwable thrown = thrownBy(() -> Stage.bytes(store, "a"), Thread::interrupt);
    assertTrue(isInterrupt(thrown), thrown::toString);
  }

  @Test
  void anInterruptedLargePutLeavesNothingBehind() throws IOException {
    Path file = Files.write(folder.resolve("body"), LARGE);
    hang(2, Stage::isChunk, WireFault.HUNG_BEFORE_EFFECT);
    Throwable thrown =
        thrownBy(
            () -> store.put(Stage.key("a"), Body.ofFile(file), PutOptions.REPLACE),
            Thread::interrupt);
    assertTrue(isInterrupt(thrown), thrown::toString);
    assertNothingLeft();
  }

  /** Java closes a file whose reader is interrupted; it is read for its checksum, and sent. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anInterruptThatClosesTheFileBeingSentIsToldAsThat(int nth) throws IOException {
    Path file = Files.write(folder.resolve("body"), Stage.noise(1, Stage.CHUNK));
    AtomicInteger opened = new AtomicInteger();
    Body body =
        new Body() {
          @Override
          public long size() {
            return Stage.CHUNK;
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
        assertThrows(
            StorageException.class, () -> store.put(Stage.key("a"), body, PutOptions.REPLACE));
    assertTrue(Thread.interrupted(), "the interrupt is passed on");
    assertTrue(isInterrupt(thrown), thrown::toString);
    assertNothingLeft();
  }

  @Test
  void anInterruptedStreamLeavesNothingBehind() {
    hang(1, Stage::isChunk, WireFault.HUNG_BEFORE_EFFECT);
    Throwable thrown =
        thrownBy(
            () -> {
              try (Upload upload = store.upload(Stage.key("a"), PutOptions.REPLACE)) {
                upload.output().write(LARGE);
              }
            },
            Thread::interrupt);
    assertTrue(isInterrupt(thrown), thrown::toString);
    assertNothingLeft();
  }

  @Test
  void anInterruptEndsTheWaitForAPlaceAmongTheRequests() throws IOException {
    StorageBackend one = stage.open(GcsOptions.builder().connections(1).build());
    hang(1, Stage::isDownload, WireFault.HUNG_BEFORE_EFFECT);
    Thread first = new Thread(() -> assertThrows(IOException.class, () -> Stage.bytes(one, "a")));
    first.start();
    // The only place is taken.
    await(arrived);
    Throwable thrown =
        thrownBy(
            () -> one.put(Stage.key("a"), Body.of("x"), PutOptions.REPLACE), Thread::interrupt);
    assertInstanceOf(UnavailableException.class, thrown);
    assertTrue(isInterrupt(thrown), thrown::toString);
    assertEquals(0, stage.proxy().log().count(Stage::isPut));
    first.interrupt();
  }

  @Test
  void anInterruptEndsThePauseBetweenAttempts() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    GcsSettings settings =
        GcsSettings.from(GcsOptions.builder().endpoint(stage.proxy().uri()).build(), Map.of());
    try (GcsBackend patient =
        GcsBackend.open(
            Stage.ROOT,
            settings,
            time -> {
              arrived.countDown();
              never.await();
            })) {
      stage.proxy().plan().always(Stage.any(), WireFault.repliedBeforeEffect(Reply.status(503)));
      Throwable thrown =
          thrownBy(
              () -> patient.put(Stage.key("a"), Body.of("x"), PutOptions.REPLACE),
              Thread::interrupt);
      assertTrue(isInterrupt(thrown), thrown::toString);
    }
  }

  @Test
  void anInterruptEndsTheWaitForWhoLooksForCredentials() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    GcsSettings settings =
        GcsSettings.from(GcsOptions.builder().endpoint(stage.proxy().uri()).build(), Map.of());
    GcsConnection connection =
        GcsConnection.open(
            Stage.BUCKET,
            settings,
            (settingsThere, transport) -> {
              arrived.countDown();
              await(found);
              return null;
            });
    try (GcsBackend slow = GcsBackend.open(Stage.ROOT, connection, time -> Thread.onSpinWait())) {
      FutureTask<Boolean> first = new FutureTask<>(() -> slow.stat(Stage.key("a")).isEmpty());
      new Thread(first, "first").start();
      await(arrived);
      Throwable thrown =
          thrownBy(
              () -> slow.put(Stage.key("a"), Body.of("x"), PutOptions.REPLACE), Thread::interrupt);
      assertInstanceOf(UnavailableException.class, thrown);
      assertTrue(isInterrupt(thrown), thrown::toString);
      found.countDown();
      assertTrue(first.get(50, TimeUnit.SECONDS));
    }
  }

  // -- closing

  @Test
  void closingEndsWhatIsUnderWayAndGivesItUp() throws IOException {
    Path file = Files.write(folder.resolve("body"), LARGE);
    hang(2, Stage::isChunk, WireFault.HUNG_BEFORE_EFFECT);
    Throwable thrown =
        thrownBy(
            () -> store.put(Stage.key("a"), Body.ofFile(file), PutOptions.REPLACE),
            thread -> closeQuietly());
    assertClosed(thrown);
    assertNothingLeft();
  }

  @Test
  void closingGivesAnUploadUpThatAnotherThreadIsWriting() {
    hang(1, Stage::isChunk, WireFault.HUNG_BEFORE_EFFECT);
    Throwable thrown =
        thrownBy(
            () -> store.upload(Stage.key("a"), PutOptions.REPLACE).output().write(LARGE),
            thread -> closeQuietly());
    assertClosed(thrown);
    assertNothingLeft();
  }

  @Test
  void closingTakesNoLongerForManySessionsThanForOne() throws IOException {
    GcsSettings settings =
        GcsSettings.from(
            GcsOptions.builder()
                .endpoint(stage.proxy().uri())
                .chunkSize(Stage.CHUNK)
                .timeout(Duration.ofSeconds(5))
                .build(),
            Map.of());
    GcsBackend many =
        GcsBackend.open(
            Stage.ROOT,
            GcsConnection.open(Stage.ROOT.authority(), settings, Credentials::find),
            time -> Thread.onSpinWait());
    for (int n = 0; n < 4; n++) {
      many.upload(Stage.key("a" + n), PutOptions.REPLACE).output().write(LARGE);
    }
    assertEquals(4, stage.server().openUploads());
    hang(1, request -> request.method().equals("DELETE"), WireFault.HUNG_BEFORE_EFFECT);
    long began = System.nanoTime();
    assertThrows(StorageException.class, () -> many.close(Duration.ofMillis(300)));
    long millis = (System.nanoTime() - began) / 1_000_000;
    assertTrue(millis < 4_000, () -> millis + " ms, where one answer alone may take 5 s");
  }

  /** Its request had not gone yet, and finds no connection to go by. */
  @ParameterizedTest
  @ValueSource(ints = {0, 6})
  void closingBeforeARequestGoesIsToldAsThat(int retries) throws IOException {
    Options options = GcsOptions.builder().retries(retries).build();
    List<StorageBackend> opened = new ArrayList<>();
    for (String operation : List.of("put", "read", "delete")) {
      StorageBackend closing =
          stage.open(
              Stage.ROOT,
              options,
              (settings, transport) -> {
                closeQuietly(opened.get(opened.size() - 1));
                return null;
              });
      opened.add(closing);
      assertClosed(
          assertThrows(
              StorageException.class,
              switch (operation) {
                case "put" -> () -> closing.put(Stage.key("a"), Body.of("x"), PutOptions.IF_ABSENT);
                case "read" -> () -> closing.read(Stage.key("a"), ReadOptions.ALL);
                default -> () -> closing.delete(Stage.key("a"), Precondition.NONE);
              }));
    }
    assertEquals(List.of(), stage.proxy().log().all());
  }

  private static void assertClosed(Throwable thrown) {
    assertInstanceOf(UnavailableException.class, thrown);
    assertEquals(Reason.CLOSED, ((StorageException) thrown).reason(), thrown.getMessage());
  }

  private void closeQuietly() {
    closeQuietly(store);
  }

  private static void closeQuietly(StorageBackend store) {
    try {
      store.close();
    } catch (StorageException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertNothingLeft() {
    assertEquals(0, stage.server().openUploads());
    assertTrue(stage.past().client().get(Stage.BUCKET, "outputs/a") == null);
  }

  // -- deadlines

  private StorageBackend hasty() {
    return stage.open(GcsOptions.builder().timeout(Duration.ofMillis(200)).retries(1).build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsNotAnsweredInTimeFailsByItsDeadline(boolean afterEffect) {
    StorageBackend hasty = hasty();
    stage
        .proxy()
        .plan()
        .always(
            Stage.any(), afterEffect ? WireFault.HUNG_AFTER_EFFECT : WireFault.HUNG_BEFORE_EFFECT);
    for (Executable request :
        List.<Executable>of(
            () -> hasty.stat(Stage.key("a")),
            () -> hasty.read(Stage.key("a"), ReadOptions.ALL),
            () -> hasty.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10))) {
      StorageException failure = assertThrows(UnavailableException.class, request);
      assertEquals(Reason.TIMEOUT, failure.reason());
      assertTrue(
          String.valueOf(failure.getMessage()).contains("gcs.timeout"), failure.getMessage());
    }
    StorageException failure =
        assertThrows(
            StorageException.class,
            () -> hasty.put(Stage.key("a"), Body.of("x"), PutOptions.REPLACE));
    assertEquals(Reason.LOST_ANSWER, failure.reason());
  }

  @Test
  void anAnswerThatDripsFailsByItsDeadline() throws IOException {
    Stage.put(store, "a", Stage.noise(1, 100_000));
    StorageBackend hasty = hasty();
    stage
        .proxy()
        .plan()
        .always(Stage.any(), WireFault.dripped(Duration.ofMillis(50), Integer.MAX_VALUE));
    StorageException read = assertThrows(UnavailableException.class, () -> Stage.bytes(hasty, "a"));
    assertEquals(Reason.TIMEOUT, read.reason(), read.getMessage());
    StorageException list =
        assertThrows(
            UnavailableException.class,
            () -> hasty.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10));
    assertEquals(Reason.TIMEOUT, list.reason(), list.getMessage());
  }
}
