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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of S3 for a rehearsal: one bucket in memory, on loopback, for as long as the
 * rehearsal takes. It looks at conditions and at nothing else, and is no server for any other
 * purpose.
 */
final class RehearsalServer implements AutoCloseable {
  private static final String LISTED =
      """
      <ListBucketResult><Name>b</Name><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>\
      <IsTruncated>false</IsTruncated>%s</ListBucketResult>""";
  private static final String ENTRY =
      """
      <Contents><Key>%s</Key><LastModified>2026-02-08T10:00:00.000Z</LastModified>\
      <ETag>&quot;%s&quot;</ETag><Size>%d</Size><StorageClass>STANDARD</StorageClass></Contents>""";
  private static final String ERROR =
      "<Error><Code>%s</Code><Message>no</Message><RequestId>1</RequestId></Error>";

  private final ServerSocket socket;
  private final Map<String, Stored> objects = new TreeMap<>();

  private RehearsalServer(ServerSocket socket) {
    this.socket = socket;
  }

  /** An object, and the headers it came with that go back with it. */
  private static final class Stored {
    final byte[] content;
    final String etag;
    final Map<String, String> headers;

    Stored(byte[] content, String etag, Map<String, String> headers) {
      this.content = content;
      this.etag = etag;
      this.headers = headers;
    }
  }

  private static final class Request {
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

  static RehearsalServer start() throws IOException {
    RehearsalServer server =
        new RehearsalServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
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
      for (Request request = read(in); request != null; request = read(in)) {
        answer(request, out);
      }
    } catch (IOException e) {
      // The client went away, as clients do.
      return;
    }
  }

  private static @Nullable Request read(InputStream in) throws IOException {
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

  private synchronized void answer(Request request, OutputStream out) throws IOException {
    String path = request.path;
    Stored there = objects.get(path);
    boolean bucket = path.indexOf('/', 1) < 0 || path.endsWith("/");
    switch (request.method) {
      case "PUT" -> put(request, there, out);
      case "DELETE" -> {
        objects.remove(path);
        send(out, 204, Map.of(), null, false);
      }
      case "GET" -> {
        if (bucket) {
          send(out, 200, Map.of("Content-Type", "application/xml"), list(request), false);
        } else {
          get(there, out, false);
        }
      }
      default -> {
        if (bucket) {
          send(out, 200, Map.of(), null, true);
        } else {
          get(there, out, true);
        }
      }
    }
  }

  private void put(Request request, @Nullable Stored there, OutputStream out) throws IOException {
    String match = request.headers.get("if-match");
    boolean good =
        match != null
            ? there != null && match.equals(there.etag)
            : there == null || !request.headers.containsKey("if-none-match");
    if (!good) {
      send(out, 412, Map.of(), error("PreconditionFailed"), false);
      return;
    }
    Map<String, String> kept = new LinkedHashMap<>();
    request.headers.forEach(
        (name, value) -> {
          if (name.startsWith("x-amz-meta-") || name.startsWith("x-amz-checksum-")) {
            kept.put(name, value);
          }
        });
    String etag = "\"" + System.nanoTime() + "\"";
    objects.put(request.path, new Stored(request.body, etag, kept));
    kept.put("ETag", etag);
    send(out, 200, kept, null, false);
  }

  private static void get(@Nullable Stored there, OutputStream out, boolean head)
      throws IOException {
    if (there == null) {
      send(out, 404, Map.of(), head ? null : error("NoSuchKey"), head);
      return;
    }
    Map<String, String> headers = new LinkedHashMap<>(there.headers);
    headers.put("Last-Modified", "Sun, 08 Feb 2026 10:00:00 GMT");
    send(out, 200, headers, there.content, head);
  }

  private byte[] list(Request request) {
    String bucket = request.path.endsWith("/") ? request.path : request.path + "/";
    String prefix = request.parameter("prefix");
    String delimiter = request.parameter("delimiter");
    StringBuilder entries = new StringBuilder();
    Map<String, String> folders = new TreeMap<>();
    objects.forEach(
        (path, stored) -> {
          String key = path.substring(bucket.length());
          if (!key.startsWith(prefix)) {
            return;
          }
          int slash = delimiter.isEmpty() ? -1 : key.indexOf('/', prefix.length());
          if (slash < 0) {
            entries.append(
                ENTRY.formatted(key, stored.etag.replace("\"", ""), stored.content.length));
          } else {
            String folder = key.substring(0, slash + 1);
            folders.put(folder, "<CommonPrefixes><Prefix>" + folder + "</Prefix></CommonPrefixes>");
          }
        });
    folders.values().forEach(entries::append);
    return LISTED.formatted(entries).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] error(String code) {
    return ERROR.formatted(code).getBytes(StandardCharsets.UTF_8);
  }

  private static void send(
      OutputStream out,
      int status,
      Map<String, String> headers,
      byte @Nullable [] body,
      boolean head)
      throws IOException {
    byte[] content = body == null ? new byte[0] : body;
    StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " -\r\nServer: rehearsal\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    if (status != 204) {
      text.append("Content-Length: ").append(content.length).append("\r\n");
    }
    out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!head) {
      out.write(content);
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
