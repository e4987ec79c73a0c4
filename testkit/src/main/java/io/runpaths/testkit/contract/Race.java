package io.runpaths.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs the same thing in many threads that start at one moment, and gathers how each ended. */
final class Race {
  /** A race of the contract takes seconds; one that takes minutes is a deadlock. */
  private static final long MOST_SECONDS = 300;

  private static final int WRITERS = 16;

  private Race() {}

  /** What one thread does. */
  interface Attempt<T> {
    T run(int number) throws Exception;
  }

  /** How one thread ended: with a value, or with a failure. */
  record Outcome<T>(@Nullable T value, @Nullable Exception failure) {
    boolean won() {
      return failure == null;
    }
  }

  /** Races attempts 0 to threads - 1; their outcomes come in that order. Errors are thrown. */
  static <T> List<Outcome<T>> of(int threads, Attempt<T> attempt) {
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Callable<Outcome<T>>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      tasks.add(
          () -> {
            await(start);
            try {
              return new Outcome<>(attempt.run(number), null);
            } catch (Exception e) {
              return new Outcome<>(null, e);
            }
          });
    }
    return all(threads, tasks);
  }

  /** Like {@link #of}, but any failure is the test's failure. */
  static <T> List<Outcome<T>> withoutFailures(int threads, Attempt<T> attempt) {
    List<Outcome<T>> outcomes = of(threads, attempt);
    for (Outcome<T> outcome : outcomes) {
      if (outcome.failure() != null) {
        throw new AssertionError("A thread failed: " + outcome.failure(), outcome.failure());
      }
    }
    return outcomes;
  }

  /** What is done with each of many items. */
  interface Step<T> {
    void run(T item) throws Exception;
  }

  /** Does the same with each item, several at a time. */
  static <T> void each(List<T> items, Step<T> step) {
    AtomicInteger next = new AtomicInteger();
    withoutFailures(
        Math.max(1, Math.min(WRITERS, items.size() / 8)),
        number -> {
          for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
            step.run(items.get(i));
          }
          return number;
        });
  }

  private static void await(CyclicBarrier start)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    start.await(MOST_SECONDS, TimeUnit.SECONDS);
  }

  private static <T> List<T> all(int threads, List<Callable<T>> tasks) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "race");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(tasks, MOST_SECONDS, TimeUnit.SECONDS)) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("The race was interrupted.", e);
    } catch (ExecutionException e) {
      throw new AssertionError("A thread of the race died: " + e.getCause(), e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
