package io.runpaths.spi.remote;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a part that is being written: in memory as far as the budget gives, and from there
 * on in a temporary file, which has no name as soon as it is open, so that even a kill leaves
 * nothing behind. Not safe for use by several threads while it is filled.
 */
public final class PartBuffer implements Closeable {
  private static final int CHUNK = 256 << 10;
  private static final int SLICE = 64 << 10;

  private final BufferBudget budget;
  private final List<byte[]> chunks = new ArrayList<>();
  private final CRC32C crc = new CRC32C();
  private long inMemory;
  private long size;
  private @Nullable FileChannel spool;

  /**
   * An empty buffer.
   *
   * @param budget where its memory comes from
   */
  public PartBuffer(BufferBudget budget) {
    this.budget = budget;
  }

  /**
   * How many bytes it holds.
   *
   * @return the number
   */
  public long size() {
    return size;
  }

  /**
   * Whether a file holds some of the bytes.
   *
   * @return true if memory was not enough
   */
  public boolean spooled() {
    return spool != null;
  }

  /**
   * Takes bytes in.
   *
   * @param bytes where they are
   * @param offset the first
   * @param length how many
   * @throws IOException if the temporary file cannot be written
   */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    crc.update(bytes, offset, length);
    int done = 0;
    while (done < length && spool == null) {
      int used = (int) (inMemory % CHUNK);
      if (used == 0 && inMemory == (long) chunks.size() * CHUNK) {
        if (!budget.take(CHUNK)) {
          spool = newSpool();
          break;
        }
        chunks.add(new byte[CHUNK]);
      }
      int n = Math.min(length - done, CHUNK - used);
      System.arraycopy(bytes, offset + done, chunks.get(chunks.size() - 1), used, n);
      inMemory += n;
      done += n;
    }
    if (done < length && spool != null) {
      long at = size + done - inMemory;
      while (done < length) {
        // Java keeps a buffer as large as the largest write for each thread.
        int n =
            spool.write(ByteBuffer.wrap(bytes, offset + done, Math.min(SLICE, length - done)), at);
        at += n;
        done += n;
      }
    }
    size += length;
  }

  private static FileChannel newSpool() throws IOException {
    Path file = Files.createTempFile("runpaths-", ".part");
    try {
      return FileChannel.open(
          file,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * The bytes so far, to be sent before this is closed.
   *
   * @return they, with their checksum
   */
  public Payload payload() {
    return Payload.of(this::stream, size, (int) crc.getValue());
  }

  private InputStream stream() {
    List<InputStream> streams = new ArrayList<>();
    long left = inMemory;
    for (byte[] chunk : chunks) {
      streams.add(new ByteArrayInputStream(chunk, 0, (int) Math.min(CHUNK, left)));
      left -= CHUNK;
    }
    if (spool != null) {
      streams.add(new SpoolStream(spool, size - inMemory));
    }
    return streams.size() == 1
        ? streams.get(0)
        : new SequenceInputStream(Collections.enumeration(streams));
  }

  @Override
  public void close() throws IOException {
    budget.give((long) chunks.size() * CHUNK);
    chunks.clear();
    FileChannel file = spool;
    spool = null;
    if (file != null) {
      file.close();
    }
  }

  /** Reads the temporary file from its start, without moving its position. */
  private static final class SpoolStream extends InputStream {
    private final FileChannel file;
    private final long length;
    private long at;

    SpoolStream(FileChannel file, long length) {
      this.file = file;
      this.length = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (at == length) {
        return -1;
      }
      int n =
          file.read(
              ByteBuffer.wrap(bytes, offset, (int) Math.min(Math.min(count, SLICE), length - at)),
              at);
      at += Math.max(0, n);
      return n;
    }
  }
}
