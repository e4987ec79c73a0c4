package io.runpaths.vfs;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.commons.vfs2.provider.AbstractFileSystem;

/** One opened VFS file system. It is used by one thread at a time. */
interface Mount extends Closeable {
  /** The file system. */
  AbstractFileSystem files();

  /** The absolute path of the root that was opened, without a slash at the end: empty for "/". */
  String top();

  /**
   * Runs one call of VFS with the mount's deadline.
   *
   * @throws DeadlineException if it took too long; the mount is broken then
   * @throws IOException if it failed
   */
  <T> T call(Callable<T> step) throws IOException;

  /**
   * Runs one call on an open stream with the mount's deadline. A failure breaks the mount, even if
   * the store itself said no: the answers to what was sent ahead are still to come.
   *
   * @throws DeadlineException if it took too long
   * @throws IOException if it failed
   */
  <T> T transfer(Callable<T> step) throws IOException;

  /** Whether the store says that it has no room left; false where it does not tell. */
  boolean isFull();

  /**
   * Whether a file takes the place of another in one step, without a moment when neither is there.
   */
  boolean replacesAtOnce();

  /** Whether it can serve another call: false after a failure that may have left it confused. */
  boolean isSound();

  /** Asks the store for a sign of life. */
  boolean answers();

  /** Breaks off what another thread waits for in it. */
  void abort();

  /** Gives back what it holds; never fails, since nothing could be done about it. */
  @Override
  void close();
}
