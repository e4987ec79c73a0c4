package io.runpaths.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/**
 * How a message says where its body ends (<a
 * href="https://www.rfc-editor.org/rfc/rfc9112#section-6.3">RFC 9112, 6.3</a>).
 *
 * @param kind in which way
 * @param length how many bytes, where that is known beforehand
 */
record Framing(Kind kind, long length) {
  enum Kind {
    /** The length is known; it may be 0. */
    FIXED,
    CHUNKED,
    /** The body ends with the connection. */
    UNTIL_CLOSE
  }

  /** Takes a body in, what is meant and what only frames it told apart. */
  interface Sink {
    void payload(byte[] bytes, int offset, int length) throws IOException;

    void framing(byte[] bytes) throws IOException;
  }

  static final Framing NONE = new Framing(Kind.FIXED, 0);

  private static final int MOST_LINE = 1 << 13;

  static Framing fixed(long length) {
    return new Framing(Kind.FIXED, length);
  }

  static Framing ofRequest(Head head) throws ProtocolException {
    return of(head, NONE);
  }

  static Framing ofAnswer(Head head, String method) throws ProtocolException {
    int status = head.status();
    return method.equals("HEAD") || status == 204 || status == 304
        ? NONE
        : of(head, new Framing(Kind.UNTIL_CLOSE, 0));
  }

  private static Framing of(Head head, Framing otherwise) throws ProtocolException {
    if (head.has("Transfer-Encoding", "chunked")) {
      return new Framing(Kind.CHUNKED, 0);
    }
    String length = head.header("Content-Length").orElse("");
    if (length.isEmpty()) {
      return otherwise;
    }
    if (!length.matches("[0-9]{1,18}")) {
      throw new ProtocolException("a Content-Length of " + length);
    }
    return fixed(Long.parseLong(length));
  }

  boolean isEmpty() {
    return kind == Kind.FIXED && length == 0;
  }

  /**
   * Moves a body from the wire to a sink.
   *
   * @throws EOFException if it breaks off
   */
  void pump(InputStream in, Sink sink) throws IOException {
    switch (kind) {
      case FIXED -> pump(in, length, sink);
      case CHUNKED -> pumpChunks(in, sink);
      case UNTIL_CLOSE -> {
        byte[] buffer = new byte[1 << 14];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          sink.payload(buffer, 0, n);
        }
      }
    }
  }

  private static void pump(InputStream in, long length, Sink sink) throws IOException {
    byte[] buffer = new byte[(int) Math.min(length, 1 << 16)];
    for (long left = length; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new EOFException("the sender closed " + left + " bytes before the end");
      }
      sink.payload(buffer, 0, n);
      left -= n;
    }
  }

  private static void pumpChunks(InputStream in, Sink sink) throws IOException {
    while (true) {
      byte[] line = line(in);
      sink.framing(line);
      String size = new String(line, StandardCharsets.ISO_8859_1).strip().split("[; ]", 2)[0];
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new ProtocolException("a chunk of the size '" + size + "'");
      }
      long length = Long.parseLong(size, 16);
      pump(in, length, sink);
      if (length == 0) {
        break;
      }
      sink.framing(line(in));
    }
    byte[] trailer;
    do {
      trailer = line(in);
      sink.framing(trailer);
    } while (trailer.length > 2);
  }

  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b;
    do {
      b = in.read();
      if (b < 0) {
        throw new EOFException("the sender closed between two chunks");
      }
      line.write(b);
    } while (b != '\n' && line.size() < MOST_LINE);
    return line.toByteArray();
  }
}
