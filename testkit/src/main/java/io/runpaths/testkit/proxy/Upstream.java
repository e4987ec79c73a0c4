package io.runpaths.testkit.proxy;

import io.runpaths.testkit.proxy.Framing.Sink;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A connection to the server behind the proxy. For one thread. */
final class Upstream implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_MILLIS = 120_000;

  /** Servers close connections that were idle for seconds; those are not tried again. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Connection connection;
  private boolean reusable = true;
  private boolean lastOne;
  private long lastNanos = System.nanoTime();

  private Upstream(Connection connection) {
    this.connection = connection;
  }

  static Upstream to(InetSocketAddress server) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(server, CONNECT_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      return new Upstream(new Connection(socket, socket));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  /** Whether another request may be sent. */
  boolean fresh() {
    return reusable && System.nanoTime() - lastNanos < FRESH_NANOS;
  }

  /** Sends a request. */
  void send(Head head, Framing framing, InputStream body, UnaryOperator<Sink> through)
      throws IOException {
    reusable = false;
    lastOne = !head.keepsAlive();
    connection.out().write(head.bytes());
    Sink sink = Sinks.forgiving(through.apply(Sinks.to(connection.out())));
    try {
      framing.pump(body, sink);
    } finally {
      flush();
    }
  }

  private void flush() {
    try {
      connection.out().flush();
    } catch (IOException e) {
      // The server may have answered before it had all.
    }
  }

  /** The answer to what was sent; interim ones are passed over. */
  Answer receive(String method) throws IOException {
    Head head;
    do {
      head = Head.read(connection.in());
      if (head == null) {
        throw new EOFException("the server closed without an answer");
      }
    } while (head.status() < 200);
    Framing framing = Framing.ofAnswer(head, method);
    reusable = !lastOne && head.keepsAlive() && framing.kind() != Framing.Kind.UNTIL_CLOSE;
    lastNanos = System.nanoTime();
    return new Answer(head, framing, connection.in());
  }

  @Override
  public void close() throws IOException {
    connection.cut();
  }
}
