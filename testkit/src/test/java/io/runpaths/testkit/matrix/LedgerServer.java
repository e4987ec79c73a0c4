package io.runpaths.testkit.matrix;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.runpaths.spi.KeyOrder;
import io.runpaths.spi.remote.Crc32c;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A small real store behind HTTP, whose objects lie in memory. An object's version is the id that
 * its writer gave the write. Every answer bears {@value #SUM}, the CRC-32C of its body, so that a
 * client can tell it from anybody else's and from a damaged one.
 */
final class LedgerServer implements AutoCloseable {
  /** In requests and answers: the checksum of the body. */
  static final String SUM = "X-Ledger-Sum";

  /** In requests and answers: whose write it is, or was. */
  static final String WRITE = "X-Ledger-Write";

  /** In answers: how many bytes the whole object has. */
  static final String SIZE = "X-Ledger-Size";

  /** A body that did not arrive as it was sent. */
  static final int DAMAGED = 422;

  /** An upload that is not there. */
  static final int NO_UPLOAD = 410;

  /** A condition that does not hold. */
  static final int CONDITION = 412;

  private final NavigableMap<String, Kept> objects = new TreeMap<>(KeyOrder.COMPARATOR);
  private final Map<String, Begun> uploads = new HashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  private record Kept(byte[] bytes, String write) {}

  private record Begun(String key, NavigableMap<Integer, byte[]> parts) {}

  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  private record Told(int status, byte[] body, @Nullable Kept object) {
    static Told status(int status) {
      return new Told(status, new byte[0], null);
    }

    static Told text(String text) {
      return new Told(200, text.getBytes(StandardCharsets.UTF_8), null);
    }
  }

  LedgerServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String sum = exchange.getRequestHeaders().getFirst(SUM);
      Told told =
          sum == null || sum.equals(sum(body)) ? done(exchange, body) : Told.status(DAMAGED);
      exchange.getResponseHeaders().set(SUM, sum(told.body()));
      Kept object = told.object();
      if (object != null) {
        exchange.getResponseHeaders().set(WRITE, object.write());
        exchange.getResponseHeaders().set(SIZE, Integer.toString(object.bytes().length));
      }
      exchange.sendResponseHeaders(
          told.status(), told.body().length == 0 ? -1 : told.body().length);
      exchange.getResponseBody().write(told.body());
    }
  }

  static String sum(byte[] bytes) {
    return Crc32c.hex(Crc32c.of(bytes, 0, bytes.length));
  }

  private synchronized Told done(HttpExchange exchange, byte[] body) {
    Map<String, String> asked = parameters(exchange.getRequestURI().getRawQuery());
    String key = asked.getOrDefault("key", "");
    String upload = asked.getOrDefault("upload", "");
    return switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
      case "PUT /object" -> put(exchange, key, body);
      case "GET /object" -> get(exchange, key, asked);
      case "GET /stat" -> {
        Kept kept = objects.get(key);
        yield kept == null ? Told.status(404) : new Told(200, new byte[0], kept);
      }
      case "DELETE /object" -> {
        objects.remove(key);
        yield Told.text("deleted");
      }
      case "GET /list" -> list(asked);
      case "POST /upload" -> {
        uploads.putIfAbsent(upload, new Begun(key, new TreeMap<>()));
        yield Told.text("begun");
      }
      case "PUT /part" -> {
        Begun begun = uploads.get(upload);
        if (begun == null) {
          yield Told.status(NO_UPLOAD);
        }
        begun.parts().put(Integer.valueOf(asked.getOrDefault("number", "1")), body);
        yield Told.text("kept");
      }
      case "POST /complete" -> complete(exchange, upload);
      case "DELETE /upload" -> {
        uploads.remove(upload);
        yield Told.text("aborted");
      }
      case "GET /uploads" -> {
        StringBuilder text = new StringBuilder("uploads\n");
        uploads.forEach(
            (id, begun) -> {
              if (begun.key().startsWith(asked.getOrDefault("prefix", ""))) {
                text.append(id).append(' ').append(begun.key()).append('\n');
              }
            });
        yield Told.text(text.toString());
      }
      default -> Told.status(400);
    };
  }

  private Told put(HttpExchange exchange, String key, byte[] body) {
    String version = exchange.getRequestHeaders().getFirst("If-Match");
    Kept old = objects.get(key);
    boolean refused =
        (exchange.getRequestHeaders().containsKey("If-None-Match") && old != null)
            || (version != null && (old == null || !old.write().equals(version)));
    if (refused) {
      return Told.status(CONDITION);
    }
    Kept kept = new Kept(body, exchange.getRequestHeaders().getFirst(WRITE));
    objects.put(key, kept);
    return new Told(200, "kept".getBytes(StandardCharsets.UTF_8), kept);
  }

  private Told get(HttpExchange exchange, String key, Map<String, String> asked) {
    Kept kept = objects.get(key);
    String version = exchange.getRequestHeaders().getFirst("If-Match");
    if (kept == null) {
      return Told.status(404);
    }
    if (version != null && !version.equals(kept.write())) {
      return Told.status(CONDITION);
    }
    int size = kept.bytes().length;
    int from = Math.min(size, Integer.parseInt(asked.getOrDefault("from", "0")));
    long length = Long.parseLong(asked.getOrDefault("length", Integer.toString(size)));
    int to = (int) Math.min(size, from + length);
    return new Told(200, Arrays.copyOfRange(kept.bytes(), from, to), kept);
  }

  private Told complete(HttpExchange exchange, String upload) {
    Begun begun = uploads.get(upload);
    if (begun == null) {
      return Told.status(NO_UPLOAD);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    begun.parts().values().forEach(whole::writeBytes);
    Told told = put(exchange, begun.key(), whole.toByteArray());
    if (told.status() == 200) {
      uploads.remove(upload);
    }
    return told;
  }

  /** The first line says whether there is more, each other one is a name and, of objects, more. */
  private Told list(Map<String, String> asked) {
    String prefix = asked.getOrDefault("prefix", "");
    String after = asked.getOrDefault("after", "");
    int limit = Integer.parseInt(asked.getOrDefault("limit", "1000"));
    Map<String, String> lines = new TreeMap<>(KeyOrder.COMPARATOR);
    objects.forEach(
        (key, kept) -> {
          int slash = asked.containsKey("children") ? key.indexOf('/', prefix.length()) : -1;
          String name = slash < 0 ? key : key.substring(0, slash + 1);
          if (key.startsWith(prefix) && KeyOrder.compare(name, after) > 0) {
            String more = slash < 0 ? "\t" + kept.bytes().length + "\t" + kept.write() : "";
            lines.put(name, name + more + "\n");
          }
        });
    StringBuilder text = new StringBuilder(lines.size() > limit ? "more\n" : "end\n");
    lines.values().stream().limit(limit).forEach(text::append);
    return Told.text(text.toString());
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String parameter : (query == null ? "" : query).split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        parameters.put(
            parameter.substring(0, equals),
            URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
