package io.runpaths.local;

import io.runpaths.spi.StorageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets one writer at a time at a key, where the file system has locks that deserve it; and takes
 * back the promise of compare-and-set where it turns out that it has not. Safe for use by several
 * threads.
 */
final class KeyGate {
  private final KeyLocks locks;
  private final Promises promises;
  private final FileErrors errors;

  /** What is done while others wait. */
  interface Step<T> {
    T take() throws IOException;
  }

  KeyGate(KeyLocks locks, Promises promises, FileErrors errors) {
    this.locks = locks;
    this.promises = promises;
    this.errors = errors;
  }

  /**
   * Does what is sound by itself, and only must not come between the comparison and the change of
   * another: without a lock where there is none to be had, since then nobody is promised a
   * compare-and-set.
   */
  <T> T politely(String operation, String key, Step<T> step) throws IOException {
    KeyLocks.Held lock = promises.locks() ? acquired(operation, key, null) : null;
    return lock == null ? step.take() : alone(lock, step);
  }

  /**
   * Does what is sound under the lock only.
   *
   * @param need what needs the lock, for the message where it is refused
   * @throws StorageException where there is no lock
   */
  <T> T exclusively(String operation, String key, String need, Step<T> step) throws IOException {
    KeyLocks.Held lock = promises.locks() ? acquired(operation, key, need) : null;
    if (lock == null) {
      throw errors.notPromised(
          operation, key, need + " needs kernel locks, which its file system does not provide");
    }
    return alone(lock, step);
  }

  /**
   * The lock, or null where there are none; with a need, a lock file that is denied is an error.
   */
  private KeyLocks.@Nullable Held acquired(String operation, String key, @Nullable String need)
      throws IOException {
    try {
      return locks.acquire(operation, key);
    } catch (KeyLocks.RefusedException e) {
      if (e.isForWantOfRoom()) {
        // On a full disk nobody has the lock file either, and what is deleted makes room again.
        if (need != null) {
          throw errors.full(operation, Places.LOCKS, e);
        }
        return null;
      }
      promises.noLocks();
      if (need != null && e.getCause() instanceof java.nio.file.AccessDeniedException) {
        throw errors.forbidden(operation, Places.LOCKS, e);
      }
      return null;
    }
  }

  private static <T> T alone(KeyLocks.Held lock, Step<T> step) throws IOException {
    try {
      return step.take();
    } finally {
      lock.close();
    }
  }
}
