package io.runpaths.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Standard output: lines in UTF-8 or raw bytes, through one large buffer.
 *
 * <p>On a terminal every line appears at once; elsewhere the buffer is written when it is full and
 * at the end. Not safe for use by several threads.
 */
public final class Output extends OutputStream {
  private static final int SIZE = 1 << 16;

  private final OutputStream target;
  private final boolean eager;
  private final byte[] buffer = new byte[SIZE];
  private int used;
  private @Nullable IOException failure;

  /**
   * Output to a stream.
   *
   * @param target where it goes
   * @param eager whether every line is to appear at once
   */
  public Output(OutputStream target, boolean eager) {
    this.target = Objects.requireNonNull(target, "target");
    this.eager = eager;
  }

  /**
   * Writes a line.
   *
   * @param text the line without its end
   * @throws IOException if it cannot be written
   */
  public void line(String text) throws IOException {
    text(text);
    write('\n');
    if (eager) {
      flush();
    }
  }

  /**
   * Writes text as UTF-8.
   *
   * @param text any text; a lone surrogate becomes a question mark
   * @throws IOException if it cannot be written
   */
  public void text(String text) throws IOException {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (SIZE - used < 4) {
        drain();
      }
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        put(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        put(Character.isSurrogate(c) ? '?' : c);
      }
    }
  }

  /** One character in UTF-8; there is room for it. */
  private void put(int point) {
    if (point < 0x80) {
      buffer[used++] = (byte) point;
    } else if (point < 0x800) {
      buffer[used++] = (byte) (0xc0 | (point >> 6));
      putTail(point);
    } else if (point < 0x10000) {
      buffer[used++] = (byte) (0xe0 | (point >> 12));
      putTail(point >> 6);
      putTail(point);
    } else {
      buffer[used++] = (byte) (0xf0 | (point >> 18));
      putTail(point >> 12);
      putTail(point >> 6);
      putTail(point);
    }
  }

  private void putTail(int bits) {
    buffer[used++] = (byte) (0x80 | (bits & 0x3f));
  }

  @Override
  public void write(int b) throws IOException {
    if (used == SIZE) {
      drain();
    }
    buffer[used++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > SIZE - used) {
      drain();
    }
    if (length >= SIZE) {
      send(bytes, offset, length);
    } else {
      System.arraycopy(bytes, offset, buffer, used, length);
      used += length;
    }
  }

  @Override
  public void flush() throws IOException {
    drain();
    check();
    try {
      target.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Flushes; the stream below stays open, as it is the process's own. */
  @Override
  public void close() throws IOException {
    flush();
  }

  private void drain() throws IOException {
    int length = used;
    used = 0;
    if (length > 0) {
      send(buffer, 0, length);
    }
  }

  private void send(byte[] bytes, int offset, int length) throws IOException {
    check();
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private IOException failed(IOException e) {
    String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
    IOException told =
        message.contains("pipe")
            ? new ClosedPipeException(e)
            : new IOException(
                "The standard output cannot be written: "
                    + (message.isEmpty() ? "it failed" : message)
                    + "; give it a place with room.",
                e);
    failure = told;
    return told;
  }

  /** A failure stays: what was lost on the way is not made good by what follows. */
  private void check() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
