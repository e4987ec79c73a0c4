package io.runpaths.testkit.proxy;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;

/** One connection, to a client or to the server; its wire can be cut from any thread. */
final class Connection implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Socket wire;
  private final Socket talk;
  private final InputStream in;
  private final OutputStream out;

  /**
   * A connection.
   *
   * @param wire the socket itself
   * @param talk what is spoken to: the wire, or TLS over it
   */
  Connection(Socket wire, Socket talk) throws IOException {
    this.wire = wire;
    this.talk = talk;
    wire.setTcpNoDelay(true);
    this.in = new BufferedInputStream(talk.getInputStream(), BUFFER);
    this.out = new BufferedOutputStream(talk.getOutputStream(), BUFFER);
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /** Waits until the other side goes away. */
  void awaitEnd() {
    try {
      while (in.read() >= 0) {
        // Whatever else it says is not heard.
      }
    } catch (IOException e) {
      // It went away in a hurry.
    }
  }

  /** Breaks off with a reset: what the other side has not read yet is lost too. */
  void reset() throws IOException {
    try {
      wire.setSoLinger(true, 0);
    } catch (SocketException e) {
      // The thread that talks on it may close it at any time.
      if (!wire.isClosed()) {
        throw e;
      }
    }
    wire.close();
  }

  /** Breaks off without a word: what was sent arrives, and then the wire is dead. */
  void cut() throws IOException {
    wire.close();
  }

  /** Ends in good order. */
  @Override
  public void close() throws IOException {
    try {
      talk.close();
    } finally {
      wire.close();
    }
  }
}
