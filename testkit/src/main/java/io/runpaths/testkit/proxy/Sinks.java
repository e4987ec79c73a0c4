package io.runpaths.testkit.proxy;

import io.runpaths.testkit.proxy.Framing.Sink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Where bodies go: to the wire, to memory, nowhere, and through what damages them. */
final class Sinks {
  /** The largest body kept in memory. */
  private static final int MOST_KEPT = 64 << 20;

  private Sinks() {}

  /** The connection is to break here. */
  static final class CutException extends IOException {
    private static final long serialVersionUID = 1L;

    CutException() {
      super("cut as planned");
    }
  }

  static Sink nowhere() {
    return to(OutputStream.nullOutputStream());
  }

  static Sink to(OutputStream out) {
    return new Sink() {
      @Override
      public void payload(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
      }

      @Override
      public void framing(byte[] bytes) throws IOException {
        out.write(bytes);
      }
    };
  }

  /** Keeps what is meant. */
  static Sink into(ByteArrayOutputStream payload) {
    return new Sink() {
      @Override
      public void payload(byte[] bytes, int offset, int length) throws IOException {
        if (payload.size() + length > MOST_KEPT) {
          throw new IOException("a body too large for this fault: more than " + MOST_KEPT);
        }
        payload.write(bytes, offset, length);
      }

      @Override
      public void framing(byte[] bytes) {
        // What is kept is framed anew.
      }
    };
  }

  static Sink counting(Sink next, LongConsumer count) {
    return new Sink() {
      @Override
      public void payload(byte[] bytes, int offset, int length) throws IOException {
        next.payload(bytes, offset, length);
        count.accept(length);
      }

      @Override
      public void framing(byte[] bytes) throws IOException {
        next.framing(bytes);
      }
    };
  }

  /** Lets some bytes through and then throws {@link CutException}. */
  static Sink cutting(Sink next, long after) {
    return new Sink() {
      private long left = after;

      @Override
      public void payload(byte[] bytes, int offset, int length) throws IOException {
        int n = (int) Math.min(left, length);
        next.payload(bytes, offset, n);
        left -= n;
        if (left == 0) {
          throw new CutException();
        }
      }

      @Override
      public void framing(byte[] bytes) throws IOException {
        next.framing(bytes);
      }
    };
  }

  /** Flips the lowest bit of one byte. */
  static Sink flipping(Sink next, long offset) {
    return new Sink() {
      private long at;

      @Override
      public void payload(byte[] bytes, int from, int length) throws IOException {
        if (offset < at || offset >= at + length) {
          next.payload(bytes, from, length);
        } else {
          byte[] damaged = Arrays.copyOfRange(bytes, from, from + length);
          damaged[(int) (offset - at)] ^= 1;
          next.payload(damaged, 0, length);
        }
        at += length;
      }

      @Override
      public void framing(byte[] bytes) throws IOException {
        next.framing(bytes);
      }
    };
  }

  /**
   * Goes on without the next sink once that fails: a server that does not take a body to its end
   * may have answered already.
   */
  static Sink forgiving(Sink next) {
    return new Sink() {
      private boolean broken;

      @Override
      public void payload(byte[] bytes, int offset, int length) throws CutException {
        attempt(() -> next.payload(bytes, offset, length));
      }

      @Override
      public void framing(byte[] bytes) throws CutException {
        attempt(() -> next.framing(bytes));
      }

      private void attempt(Writing writing) throws CutException {
        if (!broken) {
          try {
            writing.run();
          } catch (CutException e) {
            throw e;
          } catch (IOException e) {
            broken = true;
          }
        }
      }
    };
  }

  private interface Writing {
    void run() throws IOException;
  }
}
