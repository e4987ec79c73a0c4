package io.runpaths.vfs;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Breaks off calls that take too long. The SSH library notices a dead connection, but would wait
 * for ever for a server that keeps the connection alive and does not answer. One thread watches for
 * all, and only while there is something to watch. Safe for use by several threads.
 */
final class Deadlines {
  private static final long IDLE_SECONDS = 5;

  private final Duration limit;
  private final ScheduledThreadPoolExecutor timer;

  Deadlines(Duration limit) {
    this.limit = limit;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "runpaths-sftp-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a step.
   *
   * @param abort makes the step fail, called from another thread when the time is up
   * @throws DeadlineException if the step failed after that
   * @throws IOException if it failed before
   */
  <T> T run(Callable<T> step, Runnable abort) throws IOException {
    AtomicBoolean rung = new AtomicBoolean();
    ScheduledFuture<?> alarm;
    try {
      alarm =
          timer.schedule(
              () -> {
                rung.set(true);
                abort.run();
              },
              limit.toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new IOException("The store was closed.", e);
    }
    try {
      return Steps.run(step);
    } catch (IOException e) {
      if (rung.get()) {
        throw new DeadlineException("No answer within " + limit.toMillis() + " ms", e);
      }
      throw e;
    } finally {
      alarm.cancel(false);
    }
  }

  /** Ends the thread; no step can be run any more. */
  void close() {
    timer.shutdownNow();
  }
}
