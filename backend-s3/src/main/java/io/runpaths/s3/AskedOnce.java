package io.runpaths.s3;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Hurry;
import io.runpaths.spi.remote.Op;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A question to the server that is asked once, however many threads want to know the answer. Those
 * that come while it is under way wait for it, and share its failure as well: if each asked anew in
 * its turn, the last of many would wait for a dead server as long as all before it together. Who
 * comes after a failure asks again. Safe for use by several threads.
 *
 * @param <T> what is found out
 */
final class AskedOnce<T> {
  /** Longer than anything takes that ends by itself. */
  private static final Duration LONG = Duration.ofDays(1);

  private static final Map<Class<? extends StorageException>, Made> MADE =
      Map.of(
          NotFoundException.class, NotFoundException::new,
          AlreadyExistsException.class, AlreadyExistsException::new,
          PreconditionFailedException.class, PreconditionFailedException::new,
          OutcomeUnknownException.class, OutcomeUnknownException::new,
          AccessDeniedException.class, AccessDeniedException::new,
          UnsupportedException.class, UnsupportedException::new,
          RangeNotSatisfiableException.class, RangeNotSatisfiableException::new,
          ThrottledException.class, ThrottledException::new,
          UnavailableException.class, UnavailableException::new,
          CorruptDataException.class, CorruptDataException::new);

  private final AtomicReference<@Nullable CompletableFuture<T>> underWay = new AtomicReference<>();
  private volatile @Nullable T known;

  /**
   * How it is asked.
   *
   * @param <T> what is found out
   */
  interface Question<T> {
    /** Asks. */
    T ask() throws StorageException;
  }

  /** How a failure is made, as all are. */
  private interface Made {
    StorageException of(
        String operation,
        String location,
        Reason reason,
        String message,
        @Nullable Throwable cause);
  }

  /** The answer, if there is one yet. */
  Optional<T> known() {
    return Optional.ofNullable(known);
  }

  /**
   * The answer.
   *
   * @param op for what, for messages
   * @throws StorageException if there is none, or the wait for it was interrupted
   */
  T answer(Op op, Question<T> question) throws StorageException {
    while (true) {
      T answer = known;
      if (answer != null) {
        return answer;
      }
      CompletableFuture<T> mine = new CompletableFuture<>();
      CompletableFuture<T> others = underWay.compareAndExchange(null, mine);
      if (others == null) {
        return asked(question, mine);
      }
      Optional<T> told = waited(op, others);
      if (told.isPresent()) {
        return told.get();
      }
    }
  }

  /** Asks, and tells those who wait. */
  private T asked(Question<T> question, CompletableFuture<T> told) throws StorageException {
    StorageException shared = null;
    try {
      T answer = known;
      if (answer == null) {
        answer = question.ask();
        known = answer;
      }
      return answer;
    } catch (StorageException e) {
      boolean hurried = !Hurry.left(LONG).equals(LONG);
      shared = hurried || e.reason() == Reason.INTERRUPTED ? null : e;
      throw e;
    } finally {
      // First: who must ask anew must not find this one.
      underWay.set(null);
      T answer = known;
      if (answer != null) {
        told.complete(answer);
      } else if (shared != null) {
        told.completeExceptionally(shared);
      } else {
        told.cancel(false);
      }
    }
  }

  /**
   * Waits for the answer to another thread, as long as this one may.
   *
   * @return empty if that thread gave up for a reason of its own, so that another must ask
   */
  private static <T> Optional<T> waited(Op op, CompletableFuture<T> others)
      throws StorageException {
    try {
      return Optional.of(others.get(Hurry.left(LONG).toNanos(), TimeUnit.NANOSECONDS));
    } catch (CancellationException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          op.name(), op.location(), Reason.INTERRUPTED, "The " + op + " was interrupted.", e);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          op.name(),
          op.location(),
          Reason.TIMEOUT,
          "The " + op + " was not answered in the time left; try again.",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException failure) {
        throw ownOf(failure);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The same failure for another thread, which may add to it what it likes. */
  private static StorageException ownOf(StorageException e) {
    return Objects.requireNonNull(MADE.get(e.getClass()))
        .of(e.operation(), e.location(), e.reason(), String.valueOf(e.getMessage()), e);
  }
}
