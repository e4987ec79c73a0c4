package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Hurry;
import io.runpaths.spi.remote.Op;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads that want to know the same of a server: one asks, all hear. */
@Timeout(60)
final class AskedOnceTest extends PaperTest {
  private static final int THREADS = 8;
  private static final Op OP = new Op("capabilities", "s3://bucket");

  private final AskedOnce<String> question = new AskedOnce<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void release() {
    released.countDown();
  }

  /** A call in a thread of its own. */
  private record Caller(Thread thread, FutureTask<String> task) {
    static Caller start(Callable<String> call) {
      FutureTask<String> task = new FutureTask<>(call);
      Thread thread = new Thread(task, "caller");
      thread.setDaemon(true);
      thread.start();
      return new Caller(thread, task);
    }

    boolean isWaiting() {
      Thread.State state = thread.getState();
      return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    String answer() throws InterruptedException, ExecutionException {
      return task.get();
    }

    StorageException failure() {
      return assertInstanceOf(
          StorageException.class, assertThrows(ExecutionException.class, this::answer).getCause());
    }
  }

  private static void await(CountDownLatch latch) throws StorageException {
    try {
      assertTrue(latch.await(50, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new UnavailableException(OP.name(), OP.location(), Reason.INTERRUPTED, "Stop.", e);
    }
  }

  /** Answers, or fails so, when it is released. */
  private String slowly(StorageException... failures) throws StorageException {
    asked.incrementAndGet();
    arrived.countDown();
    await(released);
    if (failures.length > 0) {
      throw failures[0];
    }
    return "it";
  }

  private Caller caller(StorageException... failures) {
    return Caller.start(() -> question.answer(OP, () -> slowly(failures)));
  }

  /** Callers of whom the first asks, and the others wait for it. */
  private List<Caller> callers(Callable<String> call) throws StorageException {
    List<Caller> callers = new ArrayList<>();
    callers.add(Caller.start(call));
    await(arrived);
    for (int n = 1; n < THREADS; n++) {
      callers.add(Caller.start(call));
    }
    for (Caller caller : callers.subList(1, THREADS)) {
      while (!caller.isWaiting()) {
        Thread.onSpinWait();
      }
    }
    return callers;
  }

  @Test
  void allHearTheAnswer() throws Exception {
    List<Caller> callers = callers(() -> question.answer(OP, this::slowly));
    released.countDown();
    for (Caller caller : callers) {
      assertEquals("it", caller.answer());
    }
    assertEquals("it", question.answer(OP, this::slowly));
    assertEquals("it", question.known().orElseThrow());
    assertEquals(1, asked.get());
  }

  @Test
  void allHearTheFailureAndEachHasItsOwn() throws Exception {
    StorageException denied =
        new AccessDeniedException(OP.name(), OP.location(), Reason.FORBIDDEN, "No.", null);
    List<Caller> callers = callers(() -> question.answer(OP, () -> slowly(denied)));
    released.countDown();
    Set<StorageException> failures = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Caller caller : callers) {
      StorageException failure = caller.failure();
      assertInstanceOf(AccessDeniedException.class, failure);
      assertEquals("No.", failure.getMessage());
      failures.add(failure);
    }
    assertEquals(THREADS, failures.size());
    assertEquals(1, asked.get());
    assertEquals("it", question.answer(OP, this::slowly), "who comes later asks again");
  }

  @Test
  void anInterruptEndsTheWaitOfOneAlone() throws Exception {
    List<Caller> callers = callers(() -> question.answer(OP, this::slowly));
    callers.get(1).thread().interrupt();
    assertEquals(Reason.INTERRUPTED, callers.get(1).failure().reason());
    released.countDown();
    assertEquals("it", callers.get(0).answer());
    assertEquals("it", callers.get(2).answer());
  }

  @Test
  void whereTheOneWhoAsksIsInterruptedAnotherAsks() throws Exception {
    List<Caller> callers = callers(() -> question.answer(OP, this::slowly));
    callers.get(0).thread().interrupt();
    assertEquals(Reason.INTERRUPTED, callers.get(0).failure().reason());
    released.countDown();
    for (Caller caller : callers.subList(1, THREADS)) {
      assertEquals("it", caller.answer());
    }
    assertEquals(2, asked.get());
  }

  @Test
  void whoHasLittleTimeWaitsNoLonger() throws Exception {
    Caller asks = caller();
    await(arrived);
    Caller hurried =
        Caller.start(
            () -> {
              Thread.currentThread().interrupt();
              Hurry.evenIfInterrupted(
                  Duration.ofMillis(20), () -> question.answer(OP, this::slowly));
              return "";
            });
    assertEquals(Reason.TIMEOUT, hurried.failure().reason());
    released.countDown();
    assertEquals("it", asks.answer());
  }

  /** Its failure may be that its time was too short. */
  @Test
  void theFailureOfOneWhoHasLittleTimeIsNotThatOfOthers() throws Exception {
    StorageException late =
        new UnavailableException(OP.name(), OP.location(), Reason.TIMEOUT, "Late.", null);
    Caller hurried =
        Caller.start(
            () -> {
              Thread.currentThread().interrupt();
              Hurry.evenIfInterrupted(
                  Duration.ofSeconds(50), () -> question.answer(OP, () -> slowly(late)));
              return "";
            });
    await(arrived);
    Caller patient = caller();
    while (!patient.isWaiting()) {
      Thread.onSpinWait();
    }
    released.countDown();
    assertEquals("Late.", hurried.failure().getMessage());
    assertEquals("it", patient.answer());
  }

  @Test
  void anErrorOfTheOneWhoAsksLeavesNobodyWaiting() throws Exception {
    Caller failing =
        Caller.start(
            () ->
                question.answer(
                    OP,
                    () -> {
                      slowly();
                      throw new IllegalStateException("broken");
                    }));
    await(arrived);
    Caller patient = caller();
    while (!patient.isWaiting()) {
      Thread.onSpinWait();
    }
    released.countDown();
    assertThrows(ExecutionException.class, failing::answer);
    assertEquals("it", patient.answer());
  }

  // -- at a server that is dead

  private void die() {
    paper.twist(
        Integer.MAX_VALUE,
        request -> true,
        (request, plain) -> {
          asked.incrementAndGet();
          arrived.countDown();
          try {
            await(released);
          } catch (StorageException e) {
            throw new IllegalStateException(e);
          }
          return HttpAnswer.LOST;
        });
  }

  @Test
  void threadsThatAskADeadServerWhoItIsFailTogether() throws Exception {
    die();
    try (S3Backend hasty = open(Options.NONE.with(S3Options.RETRIES, "0"))) {
      List<Caller> callers = callers(() -> hasty.capabilities().toString());
      released.countDown();
      for (Caller caller : callers) {
        assertEquals(Reason.UNREACHABLE, caller.failure().reason());
      }
    }
    assertEquals(1, asked.get());
  }

  @Test
  void threadsWhoseProbeADeadServerDoesNotAnswerFailTogether() throws Exception {
    die();
    Options options = Options.NONE.with(S3Options.RETRIES, "0").with(S3Options.CONDITIONS, "probe");
    try (S3Backend hasty = open(options)) {
      List<Caller> callers =
          callers(() -> hasty.put(KEY, Body.of("x"), PutOptions.IF_ABSENT).toString());
      released.countDown();
      for (Caller caller : callers) {
        assertEquals(Reason.UNREACHABLE, caller.failure().reason());
      }
    }
    assertTrue(asked.get() <= 3, () -> asked + " requests for one probe");
  }
}
