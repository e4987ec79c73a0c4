package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartWorkersTest {
  private static final Op OP = new Op("put", "mem:object");

  private final PartWorkers workers = new PartWorkers();
  private final CountDownLatch both = new CountDownLatch(2);

  @AfterEach
  void close() {
    workers.close();
  }

  private static StorageException failure(Reason reason) {
    return new UnavailableException("put", "mem:object", reason, "It failed.", null);
  }

  /** Waits until both threads have a part. */
  private void meet() throws StorageException {
    both.countDown();
    forEver(both);
  }

  private static void forEver(CountDownLatch latch) throws StorageException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(Reason.INTERRUPTED);
    }
  }

  @Test
  void eachPartIsDoneOnce() throws StorageException {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    workers.each(OP, 100, part -> assertTrue(done.add(part)));
    assertEquals(100, done.size());
    workers.each(OP, 0, part -> Assertions.fail());
  }

  @Test
  void theFailureOfOnePartIsThatOfTheWhole() {
    StorageException thrown =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(60),
            () ->
                assertThrows(
                    StorageException.class,
                    () ->
                        workers.each(
                            OP,
                            2,
                            part -> {
                              meet();
                              if (part == 0) {
                                throw failure(Reason.NO_SPACE);
                              }
                            })));
    assertEquals(Reason.NO_SPACE, thrown.reason());
  }

  /** What becomes of two threads' parts, of which the second thread's fails in its own way. */
  private StorageException failureOfTheHelper(Runnable end) {
    Thread own = Thread.currentThread();
    return assertThrows(
        StorageException.class,
        () ->
            workers.each(
                OP,
                2,
                part -> {
                  meet();
                  if (Thread.currentThread() != own) {
                    end.run();
                  }
                }));
  }

  @Test
  @Timeout(60)
  void anErrorOfAHelperIsTheFailureOfTheWhole() {
    Error error = new NoClassDefFoundError("dummy");
    StorageException thrown =
        failureOfTheHelper(
            () -> {
              throw error;
            });
    assertEquals(Reason.OTHER, thrown.reason());
    assertSame(error, thrown.getCause());
  }

  @ParameterizedTest
  @Timeout(60)
  @ValueSource(booleans = {false, true})
  void whateverTheCallersOwnPartThrowsTheOthersAreEndedFirst(boolean error) {
    Thread own = Thread.currentThread();
    AtomicReference<@Nullable Throwable> ofTheOther = new AtomicReference<>();
    RuntimeException unexpected = new IllegalStateException("dummy");
    Error grave = new StackOverflowError("dummy");
    Throwable thrown =
        assertThrows(
            Throwable.class,
            () ->
                workers.each(
                    OP,
                    2,
                    part -> {
                      if (Thread.currentThread() != own) {
                        try {
                          meet();
                          forEver(new CountDownLatch(1));
                        } catch (StorageException e) {
                          ofTheOther.set(e);
                          throw e;
                        }
                      }
                      meet();
                      if (error) {
                        throw grave;
                      }
                      throw unexpected;
                    }));
    assertSame(error ? grave : unexpected, thrown);
    assertTrue(ofTheOther.get() != null, "the other part is still under way");
  }

  /** An interrupt that nobody noticed, since the caller's own part went well. */
  @Test
  void anInterruptEndsTheWaitForTheOthersWheneverItCame() throws InterruptedException {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> ofTheOther = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              Thread own = Thread.currentThread();
              try {
                workers.each(
                    OP,
                    2,
                    part -> {
                      try {
                        meet();
                        if (Thread.currentThread() == own) {
                          own.interrupt();
                        } else {
                          forEver(new CountDownLatch(1));
                        }
                      } catch (StorageException e) {
                        ofTheOther.set(e);
                        throw e;
                      }
                    });
              } catch (StorageException e) {
                thrown.set(own.isInterrupted() ? e : new AssertionError("not interrupted"));
              }
            });
    caller.setDaemon(true);
    caller.start();
    caller.join(60_000);
    assertTrue(!caller.isAlive(), "it waits for ever");
    assertEquals(
        Reason.INTERRUPTED,
        thrown.get() instanceof StorageException e ? e.reason() : Reason.OTHER,
        () -> String.valueOf(thrown.get()));
    assertTrue(ofTheOther.get() != null);
  }
}
