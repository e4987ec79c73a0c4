package io.runpaths.gcs.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Between the JDK's HTTP server and the operations. */
final class HttpFront implements HttpHandler {
  private final Router router;
  private final RequestLog log;

  HttpFront(Router router, RequestLog log) {
    this.router = router;
    this.log = log;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request;
      try {
        request = receive(exchange);
      } catch (ApiError malformed) {
        send(exchange, malformed.asJson());
        return;
      }
      Response response = answer(request);
      if (!request.body().whole()) {
        // Nobody is there to be answered.
        log.addBroken(request);
        return;
      }
      log.add(request, response, false);
      send(exchange, response);
    }
  }

  /** A fault of this server is told as such, so that a test does not end in a riddle. */
  private Response answer(Request request) {
    try {
      return router.answer(request);
    } catch (RuntimeException fault) {
      return new ApiError(500, "internalError", "The test server has a fault: " + fault).asJson();
    }
  }

  private static Request receive(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(",", values)));
    return Request.of(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""),
        headers,
        body(exchange.getRequestBody(), exchange.getRequestHeaders().getFirst("Content-Length")));
  }

  private static Body body(InputStream in, @Nullable String length) throws IOException {
    if (length == null) {
      return chunks(in);
    }
    int announced = Integer.parseInt(length);
    byte[] bytes = new byte[announced];
    int read = 0;
    try {
      while (read < announced) {
        int more = in.read(bytes, read, announced - read);
        if (more < 0) {
          break;
        }
        read += more;
      }
    } catch (IOException broken) {
      // What came before the connection broke is what counts.
      return new Body(Arrays.copyOf(bytes, read), false);
    }
    return read == announced ? new Body(bytes, true) : new Body(Arrays.copyOf(bytes, read), false);
  }

  private static Body chunks(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        all.write(buffer, 0, read);
      }
      return new Body(all.toByteArray(), true);
    } catch (IOException broken) {
      return new Body(all.toByteArray(), false);
    }
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    response.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    long size = response.content().size();
    // To the JDK's server 0 means "in chunks" and -1 "no body".
    exchange.sendResponseHeaders(response.status(), !response.sized() ? 0 : size == 0 ? -1 : size);
    if (size > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        response.content().writeTo(out);
      }
    }
  }
}
