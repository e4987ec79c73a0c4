package io.runpaths.spi.remote;

import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the parts of one large object side by side. The caller's own thread works too, helped by
 * threads of a small pool as far as there are any free: nobody waits for a thread. Safe for use by
 * several threads.
 */
public final class PartWorkers implements AutoCloseable {
  /** What is done for one part. */
  public interface PartWork {
    /**
     * Does it.
     *
     * @param part its number, from 0
     * @throws StorageException if it failed
     */
    void on(int part) throws StorageException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(PartWorkers.class);
  private static final int MOST_HELPERS = 12;
  private static final int HELPERS_OF_ONE = 3;

  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          0,
          MOST_HELPERS,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "runpaths-part");
            thread.setDaemon(true);
            return thread;
          });

  /** A pool without threads yet; they come with work and go without. */
  public PartWorkers() {}

  /**
   * Does all parts, or stops at the first failure. When this returns, no part is under way.
   *
   * @param op the whole, for messages
   * @param parts how many there are
   * @param work does one
   * @throws StorageException the first failure
   */
  public void each(Op op, int parts, PartWork work) throws StorageException {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    PartLoop loop =
        () -> {
          try {
            for (int n; !stop.get() && (n = next.getAndIncrement()) < parts; ) {
              work.on(n);
            }
          } catch (StorageException | RuntimeException e) {
            stop.set(true);
            throw e;
          }
        };
    List<Worker> workers = new ArrayList<>();
    for (int n = 1; n < parts && n <= HELPERS_OF_ONE; n++) {
      Worker worker = new Worker(op, loop);
      try {
        pool.execute(worker);
      } catch (RejectedExecutionException e) {
        LOG.debug("No thread is free to help with the {}", op);
        break;
      }
      workers.add(worker);
    }
    StorageException failure = null;
    try {
      loop.run();
    } catch (StorageException e) {
      failure = e;
      workers.forEach(Worker::interrupt);
    }
    boolean interrupted = Thread.interrupted();
    if (interrupted) {
      // It came while the last of this thread's own parts went well.
      stop.set(true);
      workers.forEach(Worker::interrupt);
    }
    for (Worker worker : workers) {
      while (true) {
        try {
          worker.done.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
          stop.set(true);
          workers.forEach(Worker::interrupt);
        }
      }
      if (failure == null) {
        failure = worker.failure;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          op.name(), op.location(), Reason.INTERRUPTED, "The " + op + " was interrupted.", failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private interface PartLoop {
    void run() throws StorageException;
  }

  /** One thread of the pool at work on parts. */
  private static final class Worker implements Runnable {
    private final Op op;
    private final PartLoop loop;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable StorageException failure;
    private @Nullable Thread thread;

    Worker(Op op, PartLoop loop) {
      this.op = op;
      this.loop = loop;
    }

    @Override
    public void run() {
      begin(Thread.currentThread());
      try {
        loop.run();
      } catch (StorageException e) {
        failure = e;
      } catch (RuntimeException e) {
        failure =
            new UnavailableException(
                op.name(), op.location(), Reason.OTHER, "The " + op + " failed: " + e, e);
      } finally {
        begin(null);
        done.countDown();
      }
    }

    private synchronized void begin(@Nullable Thread own) {
      thread = own;
    }

    synchronized void interrupt() {
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
