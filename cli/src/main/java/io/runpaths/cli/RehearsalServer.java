package io.runpaths.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of HTTP for a rehearsal, on loopback, for as long as the rehearsal takes. What is
 * answered is the business of a store's double.
 */
final class RehearsalServer implements AutoCloseable {
  private static final byte[] NOTHING = new byte[0];

  private final ServerSocket socket;
  private final Store store;

  private RehearsalServer(ServerSocket socket, Store store) {
    this.socket = socket;
    this.store = store;
  }

  /** The double of a store. Asked for one answer at a time. */
  interface Store {
    Answer answer(Request request) throws IOException;
  }

  /** What is asked; the names of its headers are in lower case. */
  static final class Request {
    final String method;
    final String path;
    final String query;
    final Map<String, String> headers;
    final byte[] body;

    Request(String method, String target, Map<String, String> headers, byte[] body) {
      int mark = target.indexOf('?');
      this.method = method;
      this.path = mark < 0 ? target : target.substring(0, mark);
      this.query = mark < 0 ? "" : target.substring(mark + 1);
      this.headers = headers;
      this.body = body;
    }

    String parameter(String name) {
      for (String pair : query.split("&", -1)) {
        if (pair.startsWith(name + "=")) {
          return pair.substring(name.length() + 1).replace("%2F", "/");
        }
      }
      return "";
    }
  }

  /** What is answered. */
  static final class Answer {
    final int status;
    final Map<String, String> headers;
    final byte[] body;

    Answer(int status, Map<String, String> headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }

    static Answer of(int status) {
      return new Answer(status, Map.of(), NOTHING);
    }

    static Answer of(int status, String contentType, String text) {
      return new Answer(
          status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
    }
  }

  static RehearsalServer start(Store store) throws IOException {
    RehearsalServer server =
        new RehearsalServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), store);
    server.inBackground(server::accept);
    return server;
  }

  String endpoint() {
    return "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  private void inBackground(Runnable work) {
    Thread thread = new Thread(work, "runpaths-rehearsal");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        inBackground(() -> serve(client));
      }
    } catch (SocketException e) {
      // Closed: the rehearsal is over.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Socket client) {
    try (client;
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream()) {
      for (Request request = read(in, out); request != null; request = read(in, out)) {
        send(out, answer(request), request.method.equals("HEAD"));
      }
    } catch (IOException e) {
      // The client went away, as clients do.
      return;
    }
  }

  private synchronized Answer answer(Request request) throws IOException {
    return store.answer(request);
  }

  private static @Nullable Request read(InputStream in, OutputStream out) throws IOException {
    String[] first = line(in).split(" ", -1);
    if (first.length < 2) {
      return null;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    if (headers.containsKey("expect")) {
      // Who asks before it sends much would wait for a while.
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Request(first[0], first[1], headers, body);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  private static void send(OutputStream out, Answer answer, boolean head) throws IOException {
    StringBuilder text =
        new StringBuilder("HTTP/1.1 " + answer.status + " -\r\nServer: rehearsal\r\n");
    answer.headers.forEach(
        (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    if (answer.status != 204) {
      text.append("Content-Length: ").append(answer.body.length).append("\r\n");
    }
    out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!head) {
      out.write(answer.body);
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
