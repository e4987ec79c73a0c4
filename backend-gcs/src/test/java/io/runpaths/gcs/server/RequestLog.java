package io.runpaths.gcs.server;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** What was asked of the server and what it answered, in the order of the answers. Thread-safe. */
public final class RequestLog {
  private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

  RequestLog() {}

  /**
   * One request, or one call in a batch.
   *
   * @param method the method, after an override
   * @param path the path as sent
   * @param query the query as sent, perhaps empty
   * @param status the status answered; 0 where the connection broke before the request was whole
   * @param received bytes of its body
   * @param sent bytes of the answer's body
   * @param inBatch whether it was a part of a batch, which has a line of its own too
   */
  public record Line(
      String method,
      String path,
      String query,
      int status,
      long received,
      long sent,
      boolean inBatch) {
    @Override
    public String toString() {
      return "%s%s %s%s -> %d (%d in, %d out)"
          .formatted(
              inBatch ? "  " : "",
              method,
              path,
              query.isEmpty() ? "" : "?" + query,
              status,
              received,
              sent);
    }
  }

  void add(Request request, Response response, boolean inBatch) {
    add(request, response.status(), response.content().size(), inBatch);
  }

  void addBroken(Request request) {
    add(request, 0, 0, false);
  }

  private void add(Request request, int status, long sent, boolean inBatch) {
    lines.add(
        new Line(
            request.method(),
            request.rawPath(),
            request.rawQuery(),
            status,
            request.body().bytes().length,
            sent,
            inBatch));
  }

  /** Every request over HTTP: what one pays for. */
  public List<Line> requests() {
    return lines.stream().filter(line -> !line.inBatch()).toList();
  }

  /** Every request and every call in a batch. */
  public List<Line> all() {
    return List.copyOf(lines);
  }

  /** How many requests over HTTP are such. */
  public long count(Predicate<Line> such) {
    return requests().stream().filter(such).count();
  }

  /** Forgets what was. */
  public void clear() {
    lines.clear();
  }
}
