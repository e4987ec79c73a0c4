package io.runpaths.gcs;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.remote.BufferBudget;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.PartBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An object whose bytes come as a stream. It begins as a small object in memory; only when it grows
 * over the first chunk's size does a resumable session begin. A failed write makes the upload
 * useless: a later commit fails again, and never publishes a part of the bytes.
 */
final class StreamUpload implements Upload {
  private final Services at;
  private final Writes writes;
  private final BufferBudget budget;
  private final Consumer<StreamUpload> onEnd;
  private final Op op;
  private final ObjectKey key;
  private final PutOptions options;
  private final ChunkSizes sizes;
  private final Output output = new Output();
  private final ReentrantLock lock = new ReentrantLock();
  private PartBuffer buffer;
  private @Nullable Resumable resumable;
  private int number = 1;
  private long sent;
  private @Nullable StorageException failure;
  private boolean commitCalled;
  private boolean ended;
  private boolean outputClosed;

  StreamUpload(
      Services at,
      Writes writes,
      BufferBudget budget,
      Op op,
      ObjectKey key,
      PutOptions options,
      ChunkSizes sizes,
      Consumer<StreamUpload> onEnd) {
    this.at = at;
    this.writes = writes;
    this.budget = budget;
    this.op = op;
    this.key = key;
    this.options = options;
    this.sizes = sizes;
    this.onEnd = onEnd;
    this.buffer = new PartBuffer(budget);
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public ObjectStat commit() throws StorageException {
    lock.lock();
    try {
      return committed();
    } finally {
      lock.unlock();
    }
  }

  private ObjectStat committed() throws StorageException {
    if (ended || commitCalled) {
      throw closed("commit");
    }
    commitCalled = true;
    StorageException earlier = failure;
    if (earlier != null) {
      throw earlier;
    }
    try {
      Resumable session = resumable;
      ObjectStat stat =
          session == null
              ? writes.put(op, key, buffer.payload(), options)
              : session.finish(buffer.payload());
      resumable = null;
      end();
      return stat;
    } catch (StorageException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void close() throws StorageException {
    lock.lock();
    try {
      giveUp();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives up though another thread may be sending.
   *
   * @param end ends what that thread is doing; may be called again and again
   */
  void close(Runnable end) throws StorageException {
    boolean interrupted = false;
    while (true) {
      try {
        if (lock.tryLock(20, TimeUnit.MILLISECONDS)) {
          break;
        }
        end.run();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      giveUp();
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void giveUp() throws StorageException {
    if (ended) {
      return;
    }
    Resumable session = resumable;
    resumable = null;
    end();
    if (session != null) {
      session.abort();
    }
  }

  private void end() throws StorageException {
    ended = true;
    onEnd.accept(this);
    try {
      buffer.close();
    } catch (IOException e) {
      throw spoolFailed(e);
    }
  }

  /** Sends what is buffered; more will come. */
  private void flush() throws StorageException {
    Resumable session = resumable;
    if (session == null) {
      session = Resumable.begin(at, op, key, options, -1, null);
      resumable = session;
    }
    sent += buffer.size();
    if (sent >= GcsSettings.MAX_OBJECT) {
      throw new UnsupportedException(
          op.name(),
          op.location(),
          Reason.TOO_LARGE,
          "The " + op + " is larger than 5 TiB, the most that the store takes; split it.",
          null);
    }
    session.send(buffer.payload());
    number++;
    try {
      buffer.close();
    } catch (IOException e) {
      throw spoolFailed(e);
    }
    buffer = new PartBuffer(budget);
  }

  private void write(byte[] bytes, int offset, int length) throws StorageException {
    lock.lock();
    try {
      written(bytes, offset, length);
    } finally {
      lock.unlock();
    }
  }

  private void written(byte[] bytes, int offset, int length) throws StorageException {
    StorageException earlier = failure;
    if (earlier != null) {
      throw earlier;
    }
    if (ended || commitCalled || outputClosed) {
      throw closed("write");
    }
    int done = 0;
    try {
      while (done < length) {
        if (buffer.size() == sizes.ofStream(number)
            || (buffer.spooled() && ChunkSizes.mayBeShort(buffer.size()))) {
          flush();
          continue;
        }
        // Never over the end of a unit, so that a short chunk ends at one.
        long room = GcsSettings.CHUNK_UNIT - buffer.size() % GcsSettings.CHUNK_UNIT;
        int n = (int) Math.min(length - done, room);
        buffer.write(bytes, offset + done, n);
        done += n;
      }
    } catch (StorageException e) {
      failure = e;
      throw e;
    } catch (IOException e) {
      failure = spoolFailed(e);
      throw failure;
    }
  }

  private StorageException closed(String what) {
    return new UnavailableException(
        op.name(),
        op.location(),
        Reason.CLOSED,
        "The " + what + " came after the " + op + " was committed or closed; begin another.",
        null);
  }

  private StorageException spoolFailed(IOException e) {
    return new UnavailableException(
        op.name(),
        op.location(),
        Reason.NO_SPACE,
        "The "
            + op
            + " could not keep its bytes in a temporary file ("
            + e.getMessage()
            + "); free space in java.io.tmpdir or raise gcs.buffer.",
        e);
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      StreamUpload.this.write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      StreamUpload.this.write(bytes, offset, length);
    }

    @Override
    public void close() {
      outputClosed = true;
    }
  }
}
