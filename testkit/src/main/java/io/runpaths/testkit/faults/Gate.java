package io.runpaths.testkit.faults;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds calls until a test lets them through, and tells the test when one is waiting: so a test
 * fixes the order of two threads without sleeping. Safe for use by several threads.
 */
public final class Gate {
  /** A held call of a test waits for milliseconds; one that waits this long is forgotten. */
  private static final long MOST_SECONDS = 120;

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  /** A closed gate. */
  public Gate() {}

  /**
   * Waits until a call is held here, or has passed.
   *
   * @throws InterruptedException if interrupted
   */
  public void awaitArrival() throws InterruptedException {
    require(arrived.await(MOST_SECONDS, TimeUnit.SECONDS), "no call came to the gate");
  }

  /** Lets all calls through, those that wait and those to come. */
  public void open() {
    open.countDown();
  }

  /**
   * Holds the calling thread until the gate is open: for what injects faults.
   *
   * @throws InterruptedException if interrupted
   */
  public void pass() throws InterruptedException {
    arrived.countDown();
    require(open.await(MOST_SECONDS, TimeUnit.SECONDS), "nobody opened the gate");
  }

  private static void require(boolean came, String otherwise) {
    if (!came) {
      throw new IllegalStateException("For " + MOST_SECONDS + " seconds " + otherwise + ".");
    }
  }
}
