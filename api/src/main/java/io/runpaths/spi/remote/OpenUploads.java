package io.runpaths.spi.remote;

import io.runpaths.spi.Location;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The uploads of one opened store that were begun and are neither committed nor given up: what is
 * left of them when the store is closed is given up. Safe for use by several threads.
 */
public final class OpenUploads {
  private static final long TICK_NANOS = 5_000_000L;

  private final Location root;
  private final Set<StreamUpload> open = ConcurrentHashMap.newKeySet();

  /**
   * None yet.
   *
   * @param root the root of the store, for messages
   */
  public OpenUploads(Location root) {
    this.root = root;
  }

  /**
   * Begins one, which stays here until it is committed or given up.
   *
   * @param op what it is, for messages
   * @param parts where its bytes go
   * @param budget where the memory for bytes not yet sent comes from
   * @param setting the name of the setting of that budget, for messages
   * @return the upload
   */
  public StreamUpload begin(Op op, StreamUpload.Parts parts, BufferBudget budget, String setting) {
    StreamUpload upload = new StreamUpload(op, parts, budget, setting, open::remove);
    open.add(upload);
    return upload;
  }

  /**
   * Gives all up, however one of them fails, and waits a little for other threads to give up what
   * they have begun.
   *
   * @param patience how long to give uploads up, however many there are, and then how long to wait
   * @param end ends what other threads are sending; may be called again and again
   * @param begun what the store holds for puts and copies that are neither done nor given up; other
   *     threads take away from it
   * @throws StorageException the first failure, if an upload could not be given up
   */
  public void giveUp(Duration patience, Runnable end, Collection<?> begun) throws StorageException {
    try {
      Hurry.within(patience, () -> giveUp(end));
    } finally {
      awaitOthers(patience, begun);
    }
  }

  private void giveUp(Runnable end) throws StorageException {
    StorageException failure = null;
    for (StreamUpload upload : open) {
      try {
        upload.close(end);
      } catch (StorageException e) {
        failure = failure == null ? e : failure;
      } catch (RuntimeException e) {
        StorageException unexpected =
            new UnavailableException(
                "close", root.uri(), Reason.OTHER, "An upload could not be given up: " + e, e);
        failure = failure == null ? unexpected : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void awaitOthers(Duration patience, Collection<?> begun) {
    long until = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (!begun.isEmpty() && System.nanoTime() - until < 0) {
      interrupted |= Thread.interrupted();
      LockSupport.parkNanos(this, TICK_NANOS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
