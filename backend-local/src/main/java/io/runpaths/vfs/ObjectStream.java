package io.runpaths.vfs;

import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives exactly the bytes asked for, or fails. It holds its mount until it is closed or has given
 * the last byte.
 */
final class ObjectStream extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectStream.class);
  private static final String READ = "read";

  private final InputStream stream;
  private final Runnable done;
  private final VfsFailures failures;
  private final String location;
  private final long length;
  private long left;
  private boolean holding = true;
  private boolean closed;

  ObjectStream(
      InputStream stream, long length, Runnable done, VfsFailures failures, String location) {
    this.stream = stream;
    this.length = length;
    this.left = length;
    this.done = done;
    this.failures = failures;
    this.location = location;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (closed) {
      throw failures.streamClosed(READ, location);
    }
    if (count == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    try {
      failures.checkOpen(READ, location);
      int got = stream.read(target, offset, (int) Math.min(count, left));
      if (got < 0) {
        throw failures.wrongLength(READ, location, length, length - left);
      }
      left -= got;
      if (left == 0) {
        end();
      }
      return got;
    } catch (IOException e) {
      end();
      throw failures.of(READ, location, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    end();
  }

  private void end() {
    if (!holding) {
      return;
    }
    holding = false;
    try {
      stream.close();
    } catch (IOException e) {
      // All bytes that were wanted have been given; the mount knows that it is broken.
      LOG.debug("Closing the read of {} failed", location, e);
    } finally {
      done.run();
    }
  }
}
