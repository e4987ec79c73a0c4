package io.runpaths.testkit.proxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small real server: PUT keeps a body whole, GET gives it ({@code ?chunked} in chunks), GET of
 * {@code /} lists the names. A PUT with {@code If-None-Match} is refused where something is.
 */
final class ShelfServer implements AutoCloseable {
  private final Map<String, byte[]> shelf = new ConcurrentSkipListMap<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  ShelfServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  Map<String, byte[]> shelf() {
    return shelf;
  }

  String text(String path) {
    return new String(shelf.getOrDefault(path, new byte[0]), StandardCharsets.UTF_8);
  }

  /** Method, target, and the headers Host and Authorization, of every request. */
  List<String> seen() {
    return seen;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      seen.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + " "
              + exchange.getRequestHeaders().get("Host")
              + " "
              + exchange.getRequestHeaders().get("Authorization"));
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (exchange.getRequestMethod()) {
        case "PUT" -> put(exchange, path, body);
        case "DELETE" -> {
          shelf.remove(path);
          exchange.sendResponseHeaders(204, -1);
        }
        case "HEAD" -> {
          exchange.getResponseHeaders().set("Content-Length", "" + text(path).length());
          exchange.sendResponseHeaders(shelf.containsKey(path) ? 200 : 404, -1);
        }
        default -> get(exchange, path);
      }
    }
  }

  private void put(HttpExchange exchange, String path, byte[] body) throws IOException {
    boolean exclusive = exchange.getRequestHeaders().containsKey("If-None-Match");
    if (exclusive && shelf.putIfAbsent(path, body) != null) {
      exchange.sendResponseHeaders(412, -1);
      return;
    }
    shelf.put(path, body);
    exchange.sendResponseHeaders(201, -1);
  }

  private void get(HttpExchange exchange, String path) throws IOException {
    byte[] bytes =
        path.equals("/")
            ? String.join("\n", shelf.keySet()).getBytes(StandardCharsets.UTF_8)
            : shelf.get(path);
    if (bytes == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    boolean chunked = "chunked".equals(exchange.getRequestURI().getQuery());
    exchange.sendResponseHeaders(200, chunked ? 0 : bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
