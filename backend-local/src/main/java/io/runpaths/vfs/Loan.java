package io.runpaths.vfs;

import io.runpaths.spi.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * A mount that is borrowed for longer than one call, and replaced when it breaks. Used by one
 * thread at a time, but for {@link #abort}.
 */
final class Loan {
  private final VfsStore store;
  private final String operation;
  private final String location;
  private volatile @Nullable Mount mount;

  private Loan(VfsStore store, String operation, String location, Mount mount) {
    this.store = store;
    this.operation = operation;
    this.location = location;
    this.mount = mount;
  }

  static Loan take(VfsStore store, String operation, String location) throws StorageException {
    return new Loan(store, operation, location, store.mounts().borrow(operation, location));
  }

  /** The files of the mount that is held now. */
  Tree tree() throws StorageException {
    Mount held = mount;
    if (held == null) {
      throw store.failures().streamClosed(operation, location);
    }
    return new Tree(held);
  }

  /** Whether the mount that is held can serve another call. */
  boolean isSound() {
    Mount held = mount;
    return held != null && held.isSound();
  }

  /** Sees that a sound mount is held. */
  void mend() throws StorageException {
    if (!isSound()) {
      giveBack();
      mount = store.mounts().borrow(operation, location);
    }
  }

  /** Whether the store says that it is full. */
  boolean isFull() throws StorageException {
    mend();
    Mount held = mount;
    return held != null && held.isFull();
  }

  /** Ends the loan; a second time does nothing. */
  void giveBack() {
    Mount held = mount;
    mount = null;
    if (held != null) {
      store.mounts().giveBack(held);
    }
  }

  /** Breaks off what another thread does with the mount. */
  void abort() {
    Mount held = mount;
    if (held != null) {
      held.abort();
    }
  }
}
