package io.runpaths.spi.remote;

import io.runpaths.spi.Body;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An object whose bytes come as a stream. It begins as a small object in memory; only when it grows
 * over the first part's size are parts sent. A failed write makes the upload useless: a later
 * commit fails again, and never publishes a part of the bytes.
 *
 * <p>Written by one thread, as every {@link Upload}; {@link #close(Runnable)} is for others.
 */
public final class StreamUpload implements Upload {
  /** How a store takes such an object, part by part. One thread at a time uses it. */
  public interface Parts {
    /**
     * How many more bytes are to be added to the part in the making before this is asked again.
     *
     * @param buffered how many it has
     * @param spooled whether a file holds some of them, so that it had better be sent, if it may be
     *     as short as it is
     * @return the number; 0 if the part is to be sent as it is
     * @throws StorageException if it must be asked for and that failed; then nothing but {@link
     *     #abort} is called any more
     */
    long room(long buffered, boolean spooled) throws StorageException;

    /**
     * Sends a part after which more will come.
     *
     * @param part its bytes
     * @throws StorageException if it failed; then nothing but {@link #abort} is called any more
     */
    void send(Payload part) throws StorageException;

    /**
     * Publishes the object.
     *
     * @param last what follows the parts that were sent, perhaps nothing; the whole object if none
     *     was
     * @return the stat of the object
     * @throws StorageException if it failed; then nothing but {@link #abort} is called any more
     */
    ObjectStat finish(Payload last) throws StorageException;

    /**
     * Gives up what the store holds of the object, if it holds anything.
     *
     * @throws StorageException if it could not be given back
     */
    void abort() throws StorageException;
  }

  private final Op op;
  private final Parts parts;
  private final BufferBudget budget;
  private final String setting;
  private final Consumer<StreamUpload> onEnd;
  private final Output output = new Output();
  private final ReentrantLock lock = new ReentrantLock();
  private PartBuffer buffer;
  private @Nullable StorageException failure;
  private boolean commitCalled;
  private boolean ended;
  private boolean outputClosed;

  /**
   * An upload of no bytes yet.
   *
   * @param op what it is, for messages
   * @param parts where they go
   * @param budget where the memory for bytes not yet sent comes from
   * @param setting the name of the setting of that budget, for messages
   * @param onEnd told once, when it was committed or given up
   */
  public StreamUpload(
      Op op, Parts parts, BufferBudget budget, String setting, Consumer<StreamUpload> onEnd) {
    this.op = op;
    this.parts = parts;
    this.budget = budget;
    this.setting = setting;
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
      ObjectStat stat = parts.finish(buffer.payload());
      end();
      return stat;
    } catch (StorageException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Writes all bytes of a body and publishes them, if they are as many as it says.
   *
   * @param body the body
   * @return the stat of the new object
   * @throws CorruptDataException if it has more or fewer bytes
   * @throws StorageException if it cannot be read, or as {@link #commit()}
   */
  public ObjectStat commit(Body body) throws StorageException {
    long sent = copy(body);
    if (sent != body.size()) {
      throw new CorruptDataException(
          op.name(),
          op.location(),
          Reason.CHECKSUM,
          "The bytes for the "
              + op
              + " were said to be "
              + body.size()
              + " and are "
              + sent
              + "; write nothing else to the source while it is sent.",
          null);
    }
    return commit();
  }

  private long copy(Body body) throws StorageException {
    try (InputStream in = body.open()) {
      return in.transferTo(output);
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      throw Payload.unreadable(op, e);
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
   * @throws StorageException if what the store holds could not be given back
   */
  public void close(Runnable end) throws StorageException {
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
    end();
    parts.abort();
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
    parts.send(buffer.payload());
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
        long room = parts.room(buffer.size(), buffer.spooled());
        if (room == 0) {
          flush();
          continue;
        }
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
    } catch (RuntimeException | Error e) {
      // Nobody knows how much of it was taken: what follows would follow a hole.
      failure =
          new UnavailableException(
              op.name(), op.location(), Reason.OTHER, "The " + op + " failed: " + e + ".", e);
      throw e;
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
    if (Payload.isInterrupt(e)) {
      return new UnavailableException(
          op.name(),
          op.location(),
          Reason.INTERRUPTED,
          "The " + op + " was interrupted while its bytes were kept in a temporary file.",
          e);
    }
    return new UnavailableException(
        op.name(),
        op.location(),
        Reason.NO_SPACE,
        "The "
            + op
            + " could not keep its bytes in a temporary file ("
            + e.getMessage()
            + "); free space in java.io.tmpdir or raise "
            + setting
            + ".",
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
