package io.runpaths.vfs;

import io.runpaths.spi.StorageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The mounts of a store: as many as there are calls and open streams at one time, up to a limit,
 * and those that are idle again. Safe for use by several threads.
 */
final class Mounts {
  /** More idle mounts than this are closed; each is a connection. */
  private static final int MAX_IDLE = 8;

  /** Servers refuse a crowd that is not logged in yet (OpenSSH's MaxStartups begins at ten). */
  private static final int MAX_OPENING = 4;

  /** An idle mount that was used a moment ago needs no sign of life. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Opener opener;
  private final VfsFailures failures;
  private final Duration patience;
  private final Semaphore free;
  private final Semaphore opening = new Semaphore(MAX_OPENING, true);
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Set<Mount> borrowed = new HashSet<>();
  private boolean closed;

  /**
   * Begins with none.
   *
   * @param free one permit for each mount that may be in use at one time; stores may share it
   * @param patience how long a caller waits for a permit
   */
  Mounts(Opener opener, VfsFailures failures, Semaphore free, Duration patience) {
    this.opener = opener;
    this.failures = failures;
    this.free = free;
    this.patience = patience;
  }

  /** Mounts the file system once more. */
  interface Opener {
    /** Mounts it; failures are told of the operation and location that needed it. */
    Mount open(String operation, String location) throws StorageException;
  }

  private record Idle(Mount mount, long since) {}

  /**
   * A mount for the use of the calling thread alone.
   *
   * @throws StorageException if none can be opened or becomes free in time
   */
  Mount borrow(String operation, String location) throws StorageException {
    try {
      if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw failures.crowded(operation, location);
      }
    } catch (InterruptedException e) {
      throw failures.interrupted(operation, location, e);
    }
    try {
      return lend(operation, location);
    } catch (StorageException | RuntimeException e) {
      free.release();
      throw e;
    }
  }

  /** Takes a mount back: it is used again if it is sound. */
  void giveBack(Mount mount) {
    boolean keep;
    synchronized (this) {
      borrowed.remove(mount);
      keep = !closed && idle.size() < MAX_IDLE && mount.isSound();
      if (keep) {
        idle.push(new Idle(mount, System.nanoTime()));
      }
    }
    if (!keep) {
      mount.close();
    }
    free.release();
  }

  /** Breaks off all that is under way, closes all mounts, and lends no more. */
  void close() {
    List<Mount> busy;
    List<Idle> unused;
    synchronized (this) {
      closed = true;
      busy = List.copyOf(borrowed);
      unused = List.copyOf(idle);
      idle.clear();
    }
    busy.forEach(Mount::abort);
    unused.forEach(spare -> spare.mount().close());
  }

  private Mount lend(String operation, String location) throws StorageException {
    for (Idle spare = take(); spare != null; spare = take()) {
      Mount mount = spare.mount();
      boolean fresh = System.nanoTime() - spare.since() < FRESH_NANOS;
      if (mount.isSound() && (fresh || mount.answers())) {
        return remember(mount, operation, location);
      }
      mount.close();
    }
    return remember(open(operation, location), operation, location);
  }

  private Mount open(String operation, String location) throws StorageException {
    checkOpen(operation, location);
    try {
      opening.acquire();
    } catch (InterruptedException e) {
      throw failures.interrupted(operation, location, e);
    }
    try {
      return opener.open(operation, location);
    } finally {
      opening.release();
    }
  }

  private synchronized @Nullable Idle take() {
    return idle.poll();
  }

  private Mount remember(Mount mount, String operation, String location) throws StorageException {
    synchronized (this) {
      if (!closed) {
        borrowed.add(mount);
        return mount;
      }
    }
    mount.close();
    throw failures.closed(operation, location);
  }

  private synchronized void checkOpen(String operation, String location) throws StorageException {
    if (closed) {
      throw failures.closed(operation, location);
    }
  }
}
