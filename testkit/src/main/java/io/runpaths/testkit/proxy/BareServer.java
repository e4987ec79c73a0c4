package io.runpaths.testkit.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server on 127.0.0.1 that does nothing by itself: a test says what it reads of each connection,
 * when, and what it answers. Its receive buffer is small, so that a client soon feels that nothing
 * is taken any more.
 *
 * <p>Each connection has a thread of its own. It stays open when the test has nothing more to do
 * with it, until the client goes away or {@link #close()}.
 */
public final class BareServer implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int RECEIVE_BUFFER = 64 << 10;

  private final ServerSocket listener = new ServerSocket();
  private final Queue<Socket> taken = new ConcurrentLinkedQueue<>();
  private final Service service;

  private BareServer(Service service) throws IOException {
    this.service = Objects.requireNonNull(service, "service");
    listener.setReceiveBufferSize(RECEIVE_BUFFER);
    listener.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
  }

  /** What the server does with one connection. */
  public interface Service {
    /**
     * Called once for each connection, in the connection's own thread.
     *
     * @param caller the connection
     * @throws IOException if the client has gone away, which is nobody's failure
     */
    void serve(Caller caller) throws IOException;
  }

  /** One connection. For use by one thread. */
  public static final class Caller {
    private final InputStream in;
    private final Socket socket;

    private Caller(Socket socket) throws IOException {
      this.in = socket.getInputStream();
      this.socket = socket;
    }

    /**
     * Reads the next request up to its body, and no byte of that.
     *
     * @return the request line and the headers, with the empty line after them
     * @throws IOException if the client goes away before
     */
    public String head() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
        int next = in.read();
        if (next < 0) {
          throw new EOFException("The client has gone away within a request's head.");
        }
        head.append((char) next);
      }
      return head.toString();
    }

    /**
     * Reads bytes of a body and forgets them.
     *
     * @param bytes how many
     * @throws IOException if the client goes away before
     */
    public void skip(long bytes) throws IOException {
      in.skipNBytes(bytes);
    }

    /**
     * Sends text.
     *
     * @param text an answer or a part of one, in ASCII
     * @throws IOException if the client has gone away
     */
    public void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    }
  }

  /**
   * Starts a server.
   *
   * @param service what it does with each connection
   * @return the server, which the caller closes
   * @throws IOException if no port is free
   */
  public static BareServer start(Service service) throws IOException {
    BareServer server = new BareServer(service);
    daemon("bare-server", server::accept);
    return server;
  }

  /**
   * Where clients reach it, without TLS.
   *
   * @return an address without a path
   */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        taken.add(socket);
        daemon("bare-server-connection", () -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try {
      service.serve(new Caller(socket));
    } catch (IOException e) {
      // The client has gone away.
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes no more connections, and ends those it has. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : taken) {
      socket.close();
    }
  }
}
