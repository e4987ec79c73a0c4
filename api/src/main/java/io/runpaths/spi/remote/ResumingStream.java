package io.runpaths.spi.remote;

import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one read: exactly as many as promised, of one version. Where the connection breaks
 * off, the read goes on in the same version; where that keeps happening without much progress, it
 * pauses before it does, and in the end fails, so that a slow drip ends too. The bytes of a whole
 * object are verified by its checksum before the end is told.
 */
public final class ResumingStream extends InputStream {
  /** An answer whose bytes are still to come. */
  public interface Source {
    /**
     * The bytes; closing them gives the connection back.
     *
     * @return the same stream at every call
     */
    InputStream stream();

    /** Gives the answer up, with its connection, without reading the rest. */
    void abort();
  }

  /** Fetches the rest. */
  public interface Resume {
    /**
     * Begins again.
     *
     * @param from the next byte wanted
     * @param to the last byte wanted
     * @return an answer with exactly these bytes of the same version
     * @throws StorageException if they cannot be had
     */
    Source from(long from, long to) throws StorageException;
  }

  /** How a read waits where it breaks off again and again. */
  public interface Pause {
    /**
     * Waits.
     *
     * @param n how many pauses there were before
     * @throws InterruptedException if the thread was interrupted
     */
    void before(int n) throws InterruptedException;
  }

  /** How often a read may break off, and once more for so many bytes that came. */
  private static final int MOST_BREAKS = 5;

  private static final long BYTES_A_BREAK = 1 << 20;

  private final Op op;
  private final Resume resume;
  private final Pause pause;
  private final long first;
  private final long length;
  private final @Nullable Integer expected;
  private final CRC32C crc = new CRC32C();
  private @Nullable Source got;
  private long skip;
  private long done;
  private int breaks;
  private boolean closed;
  private @Nullable StorageException failure;

  /**
   * Takes over an answer.
   *
   * @param op the read, for messages
   * @param got the answer
   * @param skip how many bytes of the answer come before the first wanted
   * @param first the object's byte that is the first wanted
   * @param length how many are wanted
   * @param expected the CRC-32C of all of them; null if unknown
   * @param resume fetches the rest where the answer breaks off
   * @param pause how to wait where that did not help
   */
  public ResumingStream(
      Op op,
      Source got,
      long skip,
      long first,
      long length,
      @Nullable Integer expected,
      Resume resume,
      Pause pause) {
    this.op = op;
    this.got = got;
    this.skip = skip;
    this.first = first;
    this.length = length;
    this.expected = expected;
    this.resume = resume;
    this.pause = pause;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    if (closed) {
      throw new IOException("The stream of the " + op + " is closed.");
    }
    if (failure != null) {
      throw failure;
    }
    if (count == 0) {
      return 0;
    }
    if (done == length) {
      end();
      return -1;
    }
    while (true) {
      try {
        Source source = source();
        skipped(source);
        int n = source.stream().read(bytes, offset, (int) Math.min(count, length - done));
        if (n > 0) {
          crc.update(bytes, offset, n);
          done += n;
          if (done == length) {
            verified();
          }
          return n;
        }
        if (n < 0) {
          throw new IOException("the answer ended " + (length - done) + " bytes early");
        }
      } catch (StorageException e) {
        throw failed(e);
      } catch (IOException | RuntimeException e) {
        // Clients throw unchecked exceptions too, when the thread was interrupted.
        broken(e);
      }
    }
  }

  @Override
  public int available() {
    return 0;
  }

  private Source source() throws StorageException {
    Source source = got;
    if (source == null) {
      paused();
      source = resume.from(first + done, first + length - 1);
      skip = 0;
      got = source;
    }
    return source;
  }

  /** The first break is taken for chance; who breaks off again is given time. */
  private void paused() throws StorageException {
    long again = breaks - 1 - done / BYTES_A_BREAK;
    if (again <= 0) {
      return;
    }
    try {
      pause.before((int) again - 1);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private StorageException interrupted(Exception e) {
    Thread.currentThread().interrupt();
    return failed(
        new UnavailableException(
            op.name(),
            op.location(),
            Reason.INTERRUPTED,
            "The " + op + " was interrupted after " + done + " bytes.",
            e));
  }

  private void skipped(Source source) throws IOException {
    byte[] buffer = new byte[(int) Math.min(8192, skip)];
    while (skip > 0) {
      int n = source.stream().read(buffer, 0, (int) Math.min(buffer.length, skip));
      if (n < 0) {
        throw new IOException("the answer ended before the bytes asked for");
      }
      skip -= n;
    }
  }

  /** The connection broke: the next read goes on from where it did. */
  private void broken(Exception e) throws StorageException {
    drop();
    boolean interrupted =
        Thread.currentThread().isInterrupted()
            || (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException));
    if (interrupted) {
      throw interrupted(e);
    }
    if (++breaks > MOST_BREAKS + done / BYTES_A_BREAK) {
      throw failed(
          new UnavailableException(
              op.name(),
              op.location(),
              e instanceof SocketTimeoutException ? Reason.TIMEOUT : Reason.UNREACHABLE,
              "The "
                  + op
                  + " broke off after "
                  + done
                  + " of "
                  + length
                  + " bytes again and again ("
                  + e.getMessage()
                  + "); try later.",
              e));
    }
  }

  private StorageException failed(StorageException e) {
    failure = e;
    drop();
    return e;
  }

  /**
   * All bytes are here; verified before they are handed out, so that nobody takes them for good.
   */
  private void verified() throws StorageException {
    Integer wanted = expected;
    if (wanted != null && wanted != (int) crc.getValue()) {
      throw failed(
          new CorruptDataException(
              op.name(),
              op.location(),
              Reason.CHECKSUM,
              "The bytes of the "
                  + op
                  + " have the CRC-32C "
                  + Crc32c.hex((int) crc.getValue())
                  + ", but the store has "
                  + Crc32c.hex(wanted)
                  + "; read it again, and if that fails verify the object.",
              null));
    }
  }

  private void end() throws StorageException {
    if (length == 0) {
      verified();
    }
    Source source = got;
    got = null;
    if (source != null) {
      release(source);
    }
  }

  private void drop() {
    Source source = got;
    got = null;
    if (source != null) {
      source.abort();
    }
  }

  private static void release(Source source) {
    try {
      // A read to the very end gives the connection back to the pool.
      byte[] rest = new byte[1];
      if (source.stream().read(rest, 0, 1) >= 0) {
        source.abort();
      } else {
        source.stream().close();
      }
    } catch (IOException e) {
      source.abort();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Source source = got;
    got = null;
    if (source == null) {
      return;
    }
    if (length - done == 0) {
      release(source);
    } else {
      source.abort();
    }
  }
}
