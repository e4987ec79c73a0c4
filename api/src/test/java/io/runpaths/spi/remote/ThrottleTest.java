package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
  @Test
  void aBurstOfRefusalsHalvesOnce() {
    Throttle throttle = new Throttle(64);
    for (int n = 0; n < 50; n++) {
      throttle.throttled();
    }
    assertEquals(32, throttle.limit());
  }

  @Test
  void successRaisesItSlowlyAndNoFurtherThanBefore() {
    Throttle throttle = new Throttle(64);
    throttle.throttled();
    throttle.succeeded();
    assertEquals(32, throttle.limit());
    for (int n = 0; n < 32; n++) {
      throttle.succeeded();
    }
    assertEquals(33, throttle.limit(), 1);
    for (int n = 0; n < 10_000; n++) {
      throttle.succeeded();
    }
    assertEquals(64, throttle.limit());
  }

  @Test
  void oneIsAlwaysLetThrough() throws InterruptedException {
    Throttle throttle = new Throttle(1);
    throttle.throttled();
    assertEquals(1, throttle.limit());
    throttle.enter();
    throttle.leave();
  }

  @Test
  void neverAreMoreUnderWay() throws InterruptedException {
    Throttle throttle = new Throttle(3);
    AtomicInteger under = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < 16; n++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 200; i++) {
                    throttle.enter();
                    most.accumulateAndGet(under.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    under.decrementAndGet();
                    throttle.leave();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(most.get() <= 3, most::toString);
  }

  @Test
  void anInterruptEndsTheWait() throws InterruptedException {
    Throttle throttle = new Throttle(1);
    throttle.enter();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, throttle::enter);
    throttle.leave();
    throttle.enter();
    throttle.leave();
  }
}
