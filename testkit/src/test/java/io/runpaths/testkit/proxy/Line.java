package io.runpaths.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sees what HTTP clients hide: every byte, and how a connection ends. */
final class Line implements AutoCloseable {
  /** Nothing in these tests takes nearly as long. */
  private static final int MOST_MILLIS = 60_000;

  private final Socket socket;

  Line(URI to) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), to.getPort()));
  }

  Line(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(MOST_MILLIS);
  }

  /** What came before the connection ended, and how it ended. */
  record Heard(String text, boolean reset) {
    String head() {
      int end = text.indexOf("\r\n\r\n");
      return end < 0 ? text : text.substring(0, end + 4);
    }

    String body() {
      int end = text.indexOf("\r\n\r\n");
      return end < 0 ? "" : text.substring(end + 4);
    }

    int status() {
      return text.length() < 12 ? 0 : Integer.parseInt(text.substring(9, 12));
    }

    boolean announces(String header) {
      return head().toLowerCase(Locale.ROOT).contains("\r\n" + header + "\r\n");
    }
  }

  static String request(String method, String target, String headers, String body) {
    boolean chunked = headers.contains("chunked");
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: shelf.example\r\n"
        + headers
        + (chunked || body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
        + "\r\n"
        + body;
  }

  /** One request on a connection of its own. */
  static Heard ask(URI to, String method, String target, String headers, String body)
      throws IOException {
    try (Line line = new Line(to)) {
      line.say(request(method, target, "Connection: close\r\n" + headers, body));
      return line.hearAll();
    }
  }

  void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Everything until the connection ends. */
  Heard hearAll() {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    boolean reset = false;
    try {
      InputStream in = socket.getInputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        heard.write(b);
      }
    } catch (IOException e) {
      reset = true;
    }
    return new Heard(heard.toString(StandardCharsets.ISO_8859_1), reset);
  }

  /** So many bytes. */
  String hear(int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
