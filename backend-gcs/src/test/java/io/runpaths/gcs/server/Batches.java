package io.runpaths.gcs.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Several calls in one request ("Sending batch requests"), answered one by one in their order. */
final class Batches {
  private static final int MOST = 100;

  private final Function<Request, Response> each;
  private final BiConsumer<Request, Response> log;

  /**
   * Serves batches.
   *
   * @param each answers one call
   * @param log is told of each
   */
  Batches(Function<Request, Response> each, BiConsumer<Request, Response> log) {
    this.each = each;
    this.log = log;
  }

  Response batch(Call call) {
    Request outer = call.request();
    List<Multipart.Part> parts =
        Multipart.parse(outer.header("Content-Type").orElse(""), outer.body().bytes());
    if (parts.size() > MOST) {
      throw ApiError.invalid("The batch request has more than " + MOST + " calls.");
    }
    String boundary = "batch_" + UUID.randomUUID();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Multipart.Part part : parts) {
      line(out, "--" + boundary);
      line(out, "Content-Type: application/http");
      part.header("Content-ID").ifPresent(id -> line(out, "Content-ID: " + answered(id)));
      line(out, "");
      write(out, answer(outer, part));
    }
    line(out, "--" + boundary + "--");
    return Response.of(200, "multipart/mixed; boundary=" + boundary, Content.of(out.toByteArray()));
  }

  private Response answer(Request outer, Multipart.Part part) {
    Request request;
    try {
      request = request(outer, part.body());
    } catch (ApiError malformed) {
      return malformed.asJson();
    }
    Response response = forbidden(request) ? notInBatches().asJson() : each.apply(request);
    log.accept(request, response);
    return response;
  }

  /** Uploads and downloads must not be in a batch, nor another batch. */
  private static boolean forbidden(Request request) {
    return !request.rawPath().startsWith("/storage/v1/")
        || request.query().text("alt").filter("media"::equals).isPresent();
  }

  private static ApiError notInBatches() {
    return ApiError.invalid("A batch can hold neither uploads nor downloads.");
  }

  /** A request line, headers and a body; headers of the batch hold for it, but not "Content-". */
  private static Request request(Request outer, byte[] bytes) {
    int end = Multipart.indexOf(bytes, new byte[] {'\r', '\n'}, 0);
    String first = new String(bytes, 0, Math.max(end, 0), StandardCharsets.UTF_8);
    List<String> words = List.of(first.split(" ", -1));
    if (words.size() < 2) {
      throw ApiError.invalid("Not a request line: " + first);
    }
    Multipart.Part rest = Multipart.part(Arrays.copyOfRange(bytes, end + 2, bytes.length));
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    outer
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.regionMatches(true, 0, "Content-", 0, "Content-".length())) {
                headers.put(name, value);
              }
            });
    headers.remove("X-HTTP-Method-Override");
    headers.putAll(rest.headers());
    String target = words.get(1).replaceFirst("^https?://[^/]+", "");
    int question = target.indexOf('?');
    return Request.of(
        words.get(0),
        question < 0 ? target : target.substring(0, question),
        question < 0 ? "" : target.substring(question + 1),
        headers,
        new Body(rest.body(), true));
  }

  private static String answered(String id) {
    return id.startsWith("<") ? "<response-" + id.substring(1) : "response-" + id;
  }

  private static void write(ByteArrayOutputStream out, Response response) {
    line(out, "HTTP/1.1 " + response.status() + " " + phrase(response.status()));
    response.headers().forEach((name, value) -> line(out, name + ": " + value));
    line(out, "Content-Length: " + response.content().size());
    line(out, "");
    out.writeBytes(response.content().bytes());
    line(out, "");
  }

  private static String phrase(int status) {
    return status < 300 ? "OK" : "Error";
  }

  private static void line(ByteArrayOutputStream out, String text) {
    out.writeBytes((text + "\r\n").getBytes(StandardCharsets.UTF_8));
  }
}
