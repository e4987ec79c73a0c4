package io.runpaths.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A stretch of an open file. It gives exactly as many bytes as were promised; a file that is
 * changed in place under its reader is an error at the end, except that it may grow. Not safe for
 * use by several threads.
 */
final class FileStream extends InputStream {
  private static final int MAX_READ = 128 * 1024;

  private final FileErrors errors;
  private final String key;
  private final Snapshot snapshot;
  private final FileChannel channel;
  private final boolean exactVersion;
  private long position;
  private long remaining;
  private boolean verified;

  FileStream(
      FileErrors errors,
      String key,
      Reader.Opened opened,
      long offset,
      long length,
      boolean exactVersion) {
    this.errors = errors;
    this.key = key;
    this.snapshot = opened.snapshot();
    this.channel = opened.channel();
    this.position = offset;
    this.remaining = length;
    this.exactVersion = exactVersion;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    try {
      if (remaining == 0) {
        verify();
        return -1;
      }
      int most = (int) Math.min(Math.min(length, MAX_READ), remaining);
      int count = channel.read(ByteBuffer.wrap(bytes, offset, most), position);
      if (count < 0) {
        throw errors.corrupt("read", key, "was cut off while it was read; read it again.");
      }
      position += count;
      remaining -= count;
      return count;
    } catch (IOException e) {
      throw errors.translate("read", key, e);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    if (!channel.isOpen()) {
      throw errors.closed("read", key, null);
    }
    long skipped = Math.max(0, Math.min(count, remaining));
    position += skipped;
    remaining -= skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(MAX_READ, remaining);
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[MAX_READ];
    long total = 0;
    int count = read(buffer, 0, buffer.length);
    while (count >= 0) {
      out.write(buffer, 0, count);
      total += count;
      count = read(buffer, 0, buffer.length);
    }
    return total;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } catch (IOException e) {
      throw errors.translate("read", key, e);
    }
  }

  /** Sees that nobody wrote into the file meanwhile. One that was replaced is whole as it was. */
  private void verify() throws IOException {
    if (!channel.isOpen()) {
      throw errors.closed("read", key, null);
    }
    if (verified) {
      return;
    }
    FileState then = snapshot.state();
    FileState now = FileState.of(snapshot.path());
    if (now != null && now.sameFile(then) && !now.unchanged(then)) {
      if (exactVersion) {
        throw errors.differs("read", key, "was changed in place while it was read");
      }
      if (now.size() <= then.size()) {
        throw errors.corrupt("read", key, "was changed in place while it was read; read it again.");
      }
    }
    verified = true;
  }
}
