package io.runpaths.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a process that is told to end (Ctrl-C, SIGTERM) take back what it was writing: on a bucket a
 * half-sent upload would lie there unseen, and cost money. The working thread is interrupted and
 * given some time; where it waits for standard input, and so cannot hear, its stores are closed
 * under it. Java ends the process with 130 or 143 in any case.
 *
 * <p>On disk nothing is waited for: what a killed writer leaves there is found and cleared.
 */
final class Interruption {
  /** About as long as people and schedulers are patient. */
  private static final long GRACE_MILLIS = 10_000;

  private static final long TICK_MILLIS = 20;

  private final Session session;
  private final Thread worker;
  private final CountDownLatch over = new CountDownLatch(1);

  private Interruption(Session session, Thread worker) {
    this.session = session;
    this.worker = worker;
  }

  /** Watches over what the calling thread does for a session. */
  static Interruption over(Session session) {
    Interruption interruption = new Interruption(session, Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::run, "runpaths-interruption"));
    return interruption;
  }

  /** The work is over: nothing is left to take back. */
  void done() {
    over.countDown();
  }

  private void run() {
    if (over.getCount() == 0 || !session.mayLeaveTraces()) {
      return;
    }
    try {
      worker.interrupt();
      for (long waited = 0; waited < GRACE_MILLIS && !session.waitsForInput(); ) {
        if (over.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
        waited += TICK_MILLIS;
      }
      session.abandon();
    } catch (InterruptedException | IOException e) {
      // Somebody is in a hurry, or standard error is gone: the process ends, and nothing more can
      // be told.
      Thread.currentThread().interrupt();
    }
  }
}
