package io.runpaths.gcs.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One resumable upload, between its first request and its last. Before the end only whole quanta of
 * 256 KiB are kept of what was sent; also of a chunk whose connection broke.
 */
final class UploadSession {
  private static final int QUANTUM = 256 * 1024;

  private final String name;
  private final OptionalLong announced;
  private final Instant expires;
  private final Publication publication;
  private Content kept = Content.EMPTY;
  private Optional<Response> answer = Optional.empty();
  private Optional<ApiError> failure = Optional.empty();

  /** Makes an object of the bytes when all are there. */
  interface Publication {
    /** Answers with the object, or refuses. */
    Response publish(Content content, Claimed claimed);
  }

  /**
   * Opens one.
   *
   * @param name what the object will be called
   * @param announced the size that was told at the start, if it was
   */
  UploadSession(String name, OptionalLong announced, Instant expires, Publication publication) {
    this.name = name;
    this.announced = announced;
    this.expires = expires;
    this.publication = publication;
  }

  /** What the object will be called. */
  String name() {
    return name;
  }

  Instant expires() {
    return expires;
  }

  synchronized boolean isOpen() {
    return answer.isEmpty() && failure.isEmpty();
  }

  /** Whether something of the object is kept. */
  synchronized boolean holdsBytes() {
    return kept.size() > 0;
  }

  /** Ends it without an object. */
  synchronized Response cancel() {
    if (answer.isPresent()) {
      throw new ApiError(404, "notFound", "The upload is complete.");
    }
    failure = Optional.of(new ApiError(499, "cancelled", "The upload was cancelled."));
    return Response.empty(499);
  }

  /** Takes a chunk, the last chunk, or a question how far it is. */
  synchronized Response put(Request request) {
    if (answer.isPresent()) {
      return answer.get();
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    byte[] bytes = request.body().bytes();
    ContentRange range = ContentRange.of(request.header("Content-Range"), bytes.length);
    if (range.total().isPresent() && announced.isPresent() && !range.total().equals(announced)) {
      throw ApiError.invalid(
          "X-Upload-Content-Length was %d, and Content-Range says %d."
              .formatted(announced.getAsLong(), range.total().getAsLong()));
    }
    if (range.from().isEmpty()) {
      boolean complete = range.total().isPresent() && range.total().getAsLong() == kept.size();
      return complete ? finish(request) : progress();
    }
    return append(request, range, bytes);
  }

  private Response append(Request request, ContentRange range, byte[] bytes) {
    long from = range.from().getAsLong();
    if (from > kept.size()) {
      return Response.of(
          503,
          "text/plain; charset=utf-8",
          Content.of(
              "Invalid request.  According to the Content-Range header, the upload offset is %d byte(s), which exceeds already uploaded size of %d byte(s)."
                  .formatted(from, kept.size())
                  .getBytes(StandardCharsets.UTF_8)));
    }
    boolean whole = request.body().whole();
    if (whole && range.to().isPresent() && range.to().getAsLong() - from != bytes.length) {
      throw ApiError.invalid("The body is not as long as Content-Range says.");
    }
    boolean last = whole && range.ends();
    if (whole && !last && bytes.length < QUANTUM) {
      throw ApiError.invalid(
          "Invalid request.  The number of bytes uploaded is required to be equal or greater than %d, except for the final request (it's recommended to be the exact multiple of %d).  The received request contained %d bytes, which does not meet this requirement."
              .formatted(QUANTUM, QUANTUM, bytes.length));
    }
    long end = from + bytes.length;
    long keep = last ? end : end - end % QUANTUM;
    if (keep > kept.size()) {
      // Bytes that are there already are passed over.
      kept =
          kept.plus(
              Content.of(
                  Arrays.copyOfRange(bytes, (int) (kept.size() - from), (int) (keep - from))));
    }
    return last ? finish(request) : progress();
  }

  private Response progress() {
    Response more = Response.empty(308);
    return kept.size() == 0 ? more : more.with("Range", "bytes=0-" + (kept.size() - 1));
  }

  private Response finish(Request request) {
    try {
      Response done = publication.publish(kept, Claimed.inHeader(request.header("X-Goog-Hash")));
      answer = Optional.of(done);
      kept = Content.EMPTY;
      return done;
    } catch (ApiError refused) {
      if (refused.status() != 429) {
        failure = Optional.of(refused);
      }
      throw refused;
    }
  }
}
