package io.runpaths.spi.remote;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends exchanges that take too long, and those whose thread was interrupted: a thread that waits in
 * a socket notices neither. One daemon thread looks at all exchanges a few times a second while
 * there are any. Safe for use by several threads.
 */
public final class Watch implements AutoCloseable {
  private static final long TICK_NANOS = 25_000_000L;

  private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closed;
  private volatile @Nullable Thread watcher;

  /** Watches over nothing yet; its thread starts with the first exchange. */
  public Watch() {}

  /** Why an exchange was ended. */
  public enum End {
    /** Its time was up. */
    TIMEOUT,
    /** Its thread was interrupted. */
    INTERRUPT,
    /** The store was closed. */
    CLOSED
  }

  /** One exchange, or one wait for bytes of an answer. */
  public final class Entry implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private volatile long deadline;
    private final Runnable abort;
    private volatile @Nullable End end;
    private boolean done;

    private Entry(Duration limit, Runnable abort) {
      this.deadline = System.nanoTime() + limit.toNanos();
      this.abort = abort;
    }

    /**
     * Why it was ended from here.
     *
     * @return null if it was not
     */
    public @Nullable End end() {
      return end;
    }

    /**
     * Puts the deadline off; for the watched thread, when something has moved.
     *
     * @param limit how long it may still take from now on
     */
    public void putOff(Duration limit) {
      deadline = System.nanoTime() + Hurry.left(limit).toNanos();
    }

    /** Ends the watch: from here on nothing is aborted. */
    @Override
    public void close() {
      entries.remove(this);
      synchronized (this) {
        done = true;
      }
    }

    private void check(long now) {
      if (thread.isInterrupted()) {
        abort(End.INTERRUPT);
      } else if (now - deadline > 0) {
        abort(End.TIMEOUT);
      }
    }

    private synchronized void abort(End why) {
      if (!done && end == null) {
        end = why;
        abort.run();
      }
    }
  }

  /**
   * Watches over what the calling thread is about to do, until the entry is closed.
   *
   * @param limit how long it may take
   * @param abort makes it fail at once; called from another thread, at most once
   * @return to be closed when it is done
   */
  public Entry over(Duration limit, Runnable abort) {
    Entry entry = new Entry(Hurry.left(limit), abort);
    entries.add(entry);
    if (started.compareAndSet(false, true)) {
      Thread thread = new Thread(this::run, "runpaths-watch");
      thread.setDaemon(true);
      watcher = thread;
      thread.start();
    } else if (entries.size() == 1) {
      LockSupport.unpark(watcher);
    }
    return entry;
  }

  /** Ends all that is watched over now, but what the calling thread does itself. */
  public void endOthers() {
    for (Entry entry : entries) {
      if (entry.thread != Thread.currentThread()) {
        entry.abort(End.CLOSED);
      }
    }
  }

  private void run() {
    while (!closed) {
      if (entries.isEmpty()) {
        LockSupport.parkNanos(this, 40 * TICK_NANOS);
      } else {
        LockSupport.parkNanos(this, TICK_NANOS);
        long now = System.nanoTime();
        for (Entry entry : entries) {
          entry.check(now);
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Thread thread = watcher;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
