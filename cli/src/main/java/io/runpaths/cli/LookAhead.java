package io.runpaths.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does something slow for each element of a sequence, some elements ahead of the one that is asked
 * for, and gives the results in the order of the elements. What is held is bounded, however long
 * the sequence is.
 */
final class LookAhead<T, R> implements AutoCloseable {
  /** More than a store's last request takes once it is interrupted. */
  private static final int PATIENCE_SECONDS = 10;

  private final Iterator<T> source;
  private final Step<T, R> step;
  private final int window;
  private final @Nullable ExecutorService workers;
  private final Deque<Future<R>> pending = new ArrayDeque<>();

  /** What is done for one element. */
  interface Step<T, R> {
    R of(T element) throws IOException;
  }

  LookAhead(Iterator<T> source, int threads, Step<T, R> step) {
    this.source = source;
    this.step = step;
    this.window = 4 * threads;
    this.workers =
        threads <= 1
            ? null
            : Executors.newFixedThreadPool(
                threads,
                task -> {
                  Thread thread = new Thread(task, "runpaths-look-ahead");
                  thread.setDaemon(true);
                  return thread;
                });
  }

  boolean hasNext() {
    return !pending.isEmpty() || source.hasNext();
  }

  R next() throws IOException {
    if (workers == null) {
      return step.of(source.next());
    }
    while (pending.size() < window && source.hasNext()) {
      T element = source.next();
      pending.add(workers.submit(() -> step.of(element)));
    }
    try {
      return pending.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("Interrupted while reading ahead.");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("Reading ahead failed.", e.getCause());
    }
  }

  /** Ends what is ahead, and waits for it: what a worker takes back, it needs an open store for. */
  @Override
  public void close() {
    if (workers == null) {
      return;
    }
    workers.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      for (int n = 0; n < PATIENCE_SECONDS && !workers.awaitTermination(1, TimeUnit.SECONDS); ) {
        n++;
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
