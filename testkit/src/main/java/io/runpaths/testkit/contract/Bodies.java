package io.runpaths.testkit.contract;

import io.runpaths.spi.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Bodies that do not give what they announce. */
final class Bodies {
  /** The message with which {@link #breakingAfter} fails. */
  static final String BROKE = "The source broke.";

  private Bodies() {}

  /** Announces a length and gives other bytes, every time anew. */
  static Body announcing(long size, byte[] given) {
    return of(size, () -> new ByteArrayInputStream(given));
  }

  /** Gives zeros and fails when so many have been read. */
  static Body breakingAfter(int good, long size) {
    return of(size, () -> new BreakingStream(good));
  }

  /** Fails the test when it is opened. */
  static Body neverToBeRead(long size) {
    return of(
        size,
        () -> {
          throw new AssertionError("A body that is to be refused was opened.");
        });
  }

  private interface Source {
    InputStream open();
  }

  private static Body of(long size, Source source) {
    return new Body() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() {
        return source.open();
      }
    };
  }

  private static final class BreakingStream extends InputStream {
    private int left;

    BreakingStream(int good) {
      left = good;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException(BROKE);
      }
      int given = Math.min(left, length);
      Arrays.fill(target, offset, offset + given, (byte) 0);
      left -= given;
      return given;
    }
  }
}
