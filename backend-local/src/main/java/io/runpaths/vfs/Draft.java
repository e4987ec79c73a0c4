package io.runpaths.vfs;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object in the making: a temporary file beside its target, written from the front to the end.
 * It holds a mount until it is published or discarded.
 */
final class Draft implements VfsUpload.Target {
  private static final Logger LOG = LoggerFactory.getLogger(Draft.class);

  /** How often the folder of a draft may be removed by others before it is given up. */
  private static final int MAX_ATTEMPTS = 20;

  private final VfsStore store;
  private final Loan loan;
  private final String operation;
  private final ObjectKey key;
  private final String location;
  private final String path;
  private final String temporary;
  private final OutputStream output;
  private long written;
  private boolean ended;

  private Draft(
      VfsStore store,
      Loan loan,
      String operation,
      ObjectKey key,
      String path,
      String temporary,
      OutputStream output) {
    this.store = store;
    this.loan = loan;
    this.operation = operation;
    this.key = key;
    this.location = store.failures().at(key.value());
    this.path = path;
    this.temporary = temporary;
    this.output = output;
  }

  /** Finds the place of a key and begins a temporary file there; missing folders are made. */
  static Draft begin(VfsStore store, String operation, ObjectKey key) throws StorageException {
    String location = store.failures().at(key.value());
    Loan loan = Loan.take(store, operation, location);
    try {
      Tree tree = loan.tree();
      for (int attempt = 1; ; attempt++) {
        String path = store.places().toWrite(tree, operation, key.value());
        String temporary = VfsNames.temporaryBeside(path);
        try {
          OutputStream output = tree.create(temporary);
          Draft draft = new Draft(store, loan, operation, key, path, temporary, output);
          store.add(draft);
          return draft;
        } catch (IOException e) {
          // Somebody removed the folder when it had become empty; once more, from the root.
          store.places().forget(path);
          if (attempt == MAX_ATTEMPTS || !Tree.saysMissing(e)) {
            throw e;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      loan.giveBack();
      throw store.failures().of(operation, location, e);
    }
  }

  @Override
  public synchronized void write(byte[] source, int offset, int length) throws StorageException {
    try {
      store.failures().checkOpen(operation, location);
      output.write(source, offset, length);
      written += length;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Puts the object in its place. The mount goes back if that succeeds. */
  @Override
  public synchronized ObjectStat publish() throws StorageException {
    try {
      store.failures().checkOpen(operation, location);
      output.close();
      ObjectStat stat =
          new Publication(store, loan, operation, key, temporary, path).publish(written);
      end();
      return stat;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Takes the temporary file away, and the folders that are empty then. Does nothing after a
   * successful {@link #publish}, or a second time.
   *
   * @throws StorageException if it could not be taken away; it is no object all the same
   */
  @Override
  public synchronized void discard() throws StorageException {
    if (ended) {
      return;
    }
    // An interrupt has ended the writing; it is not to end the cleaning up, too.
    boolean interrupted = Thread.interrupted();
    try {
      closeOutput();
      loan.mend();
      Tree tree = loan.tree();
      tree.deleteUnlessFolder(temporary);
      store.removeEmptyFolders(tree, VfsNames.folder(path));
    } catch (IOException e) {
      throw store.failures().of(operation, location, e);
    } finally {
      end();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Breaks off what another thread is writing. */
  void abort() {
    loan.abort();
  }

  private void end() {
    ended = true;
    store.remove(this);
    loan.giveBack();
  }

  private void closeOutput() {
    try {
      output.close();
    } catch (IOException e) {
      // What it held is thrown away; if the connection is broken the mount says so.
      LOG.debug("Closing the temporary file of {} failed", location, e);
    }
  }

  /**
   * What a failure to write means; a server that only says "failure" is asked whether it is full.
   */
  private StorageException failure(IOException e) {
    StorageException failure = store.failures().of(operation, location, e);
    if (failure.reason() != Reason.SERVER_ERROR) {
      return failure;
    }
    try {
      return loan.isFull() ? store.failures().full(operation, location, e) : failure;
    } catch (StorageException unasked) {
      failure.addSuppressed(unasked);
      return failure;
    }
  }
}
