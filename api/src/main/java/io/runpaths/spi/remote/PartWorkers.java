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
   * Does all parts, or stops at the first failure. When this returns, or throws whatever it may, no
   * part is under way.
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
          for (int n; !stop.get() && (n = next.getAndIncrement()) < parts; ) {
            work.on(n);
          }
        };
    List<Worker> workers = new ArrayList<>(HELPERS_OF_ONE);
    Throwable failure = null;
    try {
      help(op, parts, loop, stop, workers);
      loop.run();
    } catch (StorageException | RuntimeException | Error e) {
      failure = e;
    }
    // It may have come while the last of this thread's own parts went well.
    boolean interrupted = Thread.interrupted();
    if (failure != null || interrupted) {
      stop.set(true);
      workers.forEach(Worker::interrupt);
    }
    for (Worker worker : workers) {
      interrupted |= worker.awaited(() -> workers.forEach(Worker::interrupt));
      if (failure == null && worker.failure != null) {
        failure = ofHelper(op, worker.failure);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (interrupted) {
      throw new UnavailableException(
          op.name(), op.location(), Reason.INTERRUPTED, "The " + op + " was interrupted.", failure);
    }
    if (failure instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (failure instanceof StorageException storage) {
      throw storage;
    }
  }

  /** Lets the pool's threads help, as far as there are any free. */
  private void help(Op op, int parts, PartLoop loop, AtomicBoolean stop, List<Worker> workers) {
    for (int n = 1; n < parts && n <= HELPERS_OF_ONE; n++) {
      Worker worker = new Worker(loop, stop);
      try {
        pool.execute(worker);
      } catch (RejectedExecutionException e) {
        LOG.debug("No thread is free to help with the {}", op);
        return;
      }
      workers.add(worker);
    }
  }

  private static StorageException ofHelper(Op op, Throwable failure) {
    return failure instanceof StorageException storage
        ? storage
        : new UnavailableException(
            op.name(), op.location(), Reason.OTHER, "The " + op + " failed: " + failure, failure);
  }

  private interface PartLoop {
    void run() throws StorageException;
  }

  /** One thread of the pool at work on parts. */
  private static final class Worker implements Runnable {
    private final PartLoop loop;
    private final AtomicBoolean stop;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;
    private @Nullable Thread thread;

    Worker(PartLoop loop, AtomicBoolean stop) {
      this.loop = loop;
      this.stop = stop;
    }

    @Override
    public void run() {
      try {
        begin(Thread.currentThread());
        loop.run();
      } catch (Throwable e) {
        // An Error as well: the part that met it is missing, and nobody else does it. It is kept as
        // it is, since there may be no memory for another.
        failure = e;
        stop.set(true);
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

    /**
     * Waits until it is done.
     *
     * @param hurry makes it end sooner, where the waiting thread is interrupted
     * @return whether the waiting thread was interrupted
     */
    boolean awaited(Runnable hurry) {
      boolean interrupted = false;
      while (true) {
        try {
          done.await();
          return interrupted;
        } catch (InterruptedException e) {
          interrupted = true;
          stop.set(true);
          hurry.run();
        }
      }
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
