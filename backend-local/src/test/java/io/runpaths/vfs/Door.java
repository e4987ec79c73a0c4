package io.runpaths.vfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A port before a server, which turns the first visitors away and lets the others through. */
final class Door implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger visitors = new AtomicInteger();
  private final int port;
  private final int turnedAway;
  private final String words;

  /** A door to a port that turns so many away in silence. */
  Door(int port, int turnedAway) throws IOException {
    this(port, turnedAway, "");
  }

  /** A door to nothing, which says some words and hangs up. */
  Door(String words) throws IOException {
    this(0, Integer.MAX_VALUE, words);
  }

  private Door(int port, int turnedAway, String words) throws IOException {
    this.port = port;
    this.turnedAway = turnedAway;
    this.words = words;
    start(this::welcome);
  }

  int port() {
    return socket.getLocalPort();
  }

  int visitors() {
    return visitors.get();
  }

  private void welcome() throws IOException {
    while (true) {
      Socket visitor = socket.accept();
      if (visitors.incrementAndGet() <= turnedAway) {
        try (visitor) {
          visitor.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        }
      } else {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        start(() -> pass(visitor, server));
        start(() -> pass(server, visitor));
      }
    }
  }

  private static void pass(Socket from, Socket to) throws IOException {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // One of the two hung up, or the door is closed: then this is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
