package io.runpaths.local;

import io.runpaths.spi.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The locks of keys, among the threads of this machine and all processes that share the root: a
 * lock of the JVM, and under it a kernel lock of one byte of the file {@code .runpaths/locks/keys}.
 * Keys share {@value LockFile#STRIPES} locks by their hash. Nobody holds two. Safe for use by
 * several threads.
 */
final class KeyLocks implements Closeable {
  private static final long FIRST_PAUSE_NANOS = 20_000;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000;

  /** There are no locks here that this process could take; the cause says why. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Whether it is only the room for the lock file that is missing, which comes back. */
    private final boolean full;

    RefusedException(IOException cause, boolean full) {
      super(FileErrors.sentence(cause), cause);
      this.full = full;
    }

    boolean isForWantOfRoom() {
      return full;
    }
  }

  /** A lock that is held by the current thread, which gives it back. */
  static final class Held implements Closeable {
    private final LockFile file;
    private final ReentrantLock inside;
    private final FileLock outside;

    private Held(LockFile file, ReentrantLock inside, FileLock outside) {
      this.file = file;
      this.inside = inside;
      this.outside = outside;
    }

    @Override
    public void close() throws IOException {
      try {
        outside.release();
      } finally {
        inside.unlock();
        file.release();
      }
    }
  }

  private final Path folder;
  private final Folders folders;
  private final FileErrors errors;
  private final Duration patience;
  private @Nullable LockFile file;
  private boolean closed;

  KeyLocks(Path root, Folders folders, FileErrors errors, Duration patience) {
    this.folder = FileNames.resolve(root, Places.LOCKS);
    this.folders = folders;
    this.errors = errors;
    this.patience = patience;
  }

  /**
   * Waits for the lock of a key.
   *
   * @throws RefusedException if there are no locks on this file system, the lock file may not be
   *     written, or there is no room to make it
   * @throws IOException if the thread was interrupted or lost its patience
   */
  Held acquire(String operation, String key) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    int stripe = Math.floorMod(key.hashCode(), LockFile.STRIPES);
    while (true) {
      LockFile current = current();
      try {
        ReentrantLock inside = inside(operation, key, current.stripe(stripe), deadline);
        FileLock outside = null;
        try {
          outside = outside(operation, key, current, stripe, deadline);
        } finally {
          if (outside == null) {
            inside.unlock();
          }
        }
        if (outside != null) {
          Held held = new Held(current, inside, outside);
          current = null;
          return held;
        }
        forget(current);
      } finally {
        if (current != null) {
          current.release();
        }
      }
    }
  }

  private ReentrantLock inside(String operation, String key, ReentrantLock lock, long deadline)
      throws IOException {
    try {
      if (!lock.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        throw errors.busy(operation, key, "another thread of this program holds its lock");
      }
      return lock;
    } catch (InterruptedException e) {
      throw errors.interrupted(operation, key, e);
    }
  }

  /**
   * The kernel's lock. It is asked for again and again and never waited for in the kernel: an
   * interrupt there would close the channel, and with it all locks of this process.
   *
   * @return the lock, or null if the lock file is not the one at its path any more
   */
  private @Nullable FileLock outside(
      String operation, String key, LockFile current, int stripe, long deadline)
      throws IOException {
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      FileLock lock;
      try {
        lock = current.tryLock(stripe);
      } catch (IOException e) {
        throw new RefusedException(e, false);
      }
      if (lock != null) {
        if (current.isInPlace(folder)) {
          return lock;
        }
        lock.release();
        return null;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw errors.interrupted(operation, key, null);
      }
      if (System.nanoTime() - deadline >= 0) {
        throw errors.busy(operation, key, "another process holds its lock");
      }
      LockSupport.parkNanos(pause / 2 + ThreadLocalRandom.current().nextLong(pause));
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  /** The lock file, in use once more: by the caller. */
  private synchronized LockFile current() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (file == null) {
      try {
        file = LockFile.open(folder, () -> folders.create(Places.LOCKS));
      } catch (java.nio.file.AccessDeniedException e) {
        throw new RefusedException(e, false);
      } catch (IOException e) {
        if (errors.translate("lock", Places.LOCKS, e).reason() == Reason.NO_SPACE) {
          throw new RefusedException(e, true);
        }
        throw e;
      }
    }
    file.retain();
    return file;
  }

  /** Opens the lock file anew next time. */
  private synchronized void forget(LockFile used) throws IOException {
    if (file == used) {
      file = null;
      used.release();
    }
  }

  /** Ends it for new locks; those that are held stay so until they are given back. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (file != null) {
      forget(file);
    }
  }
}
