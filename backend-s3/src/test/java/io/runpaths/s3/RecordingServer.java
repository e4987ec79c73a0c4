package io.runpaths.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on loopback that writes down every request and gives the answers it was told, byte for
 * byte; a connection is used as long as its client pleases.
 */
final class RecordingServer implements Closeable {
  /**
   * A request as it came.
   *
   * @param line method, target and protocol
   * @param headers by name in lower case
   * @param body all its bytes
   */
  record Request(String line, Map<String, String> headers, String body) {}

  private final ServerSocket listener;
  private final List<Request> requests = new ArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Deque<byte[]> answers = new ArrayDeque<>(List.of(ok("")));

  RecordingServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "recording-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** What an answer looks like on the wire. */
  static byte[] answer(String status, Map<String, String> headers, String body) {
    StringBuilder text = new StringBuilder("HTTP/1.1 " + status + "\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (!headers.containsKey("Content-Length")) {
      text.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(bytes);
    return all.toByteArray();
  }

  static byte[] ok(String body) {
    return answer("200 OK", Map.of("ETag", "\"e1\""), body);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /**
   * What requests from now on are answered: the first the first, and all behind the last the last.
   */
  synchronized void answers(byte[]... with) {
    answers.clear();
    answers.addAll(List.of(with));
  }

  /** The requests since this was last called. */
  synchronized List<Request> taken() {
    List<Request> taken = List.copyOf(requests);
    requests.clear();
    return taken;
  }

  /** How many connections were made. */
  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(socket), "recording-server-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          int colon = header.indexOf(':');
          headers.merge(
              header.substring(0, colon).toLowerCase(Locale.ROOT),
              header.substring(colon + 1).strip(),
              (a, b) -> a + " AND " + b);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        byte[] now;
        synchronized (this) {
          requests.add(new Request(line, headers, body));
          now = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        }
        out.write(now);
        out.flush();
        if (new String(now, StandardCharsets.ISO_8859_1).contains("Connection: close")) {
          return;
        }
      }
    } catch (IOException gone) {
      // The client went away.
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b; (b = in.read()) >= 0 && b != '\n'; ) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
