package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects: insert, over many requests. Conditions are held when the session is opened, and again
 * when its last byte is there.
 */
final class ResumableUploads {
  private static final Duration LIFE = Duration.ofDays(7);

  private final Buckets buckets;
  private final Writes writes;
  private final Clock clock;
  private final Map<String, UploadSession> sessions = new ConcurrentHashMap<>();
  private volatile Optional<URI> announced = Optional.empty();

  ResumableUploads(Buckets buckets, Writes writes, Clock clock) {
    this.buckets = buckets;
    this.writes = writes;
    this.clock = clock;
  }

  /** The address that sessions are given out under; where none is, that of the request. */
  void announce(URI address) {
    announced = Optional.of(address);
  }

  /** The sessions that could still become objects. */
  List<UploadSession> open() {
    return sessions.values().stream()
        .filter(session -> session.isOpen() && clock.instant().isBefore(session.expires()))
        .toList();
  }

  Response start(Call call) {
    Request request = call.request();
    Bucket bucket = buckets.require(call.part("bucket"));
    ObjectNode resource = request.body().json();
    String name = UploadName.of(call.query(), resource);
    ObjectNode editable = ObjectResource.editable(resource);
    if (!editable.has("contentType")) {
      request.header("X-Upload-Content-Type").ifPresent(type -> editable.put("contentType", type));
    }
    UploadParameters.apply(call.query(), editable);
    Conditions conditions = Conditions.of(request);
    synchronized (bucket) {
      conditions.check(bucket.objects().live(name));
    }
    String id = UUID.randomUUID().toString();
    OptionalLong length =
        request.header("X-Upload-Content-Length").stream().mapToLong(Long::parseLong).findFirst();
    sessions.put(
        id,
        new UploadSession(
            name,
            length,
            clock.instant().plus(LIFE),
            (content, claimed) -> {
              Draft draft = Draft.of(content, editable);
              draft.hashes().verify(Claimed.inMetadata(resource));
              draft.hashes().verify(claimed);
              return call.answer(
                  ObjectResource.of(writes.commit(call.caller(), bucket, name, draft, conditions)));
            }));
    return Response.empty(200)
        .with("Location", address(request) + place(bucket, name) + id)
        .with("X-GUploader-UploadID", id);
  }

  Response put(Call call) {
    return session(call).put(call.request());
  }

  Response cancel(Call call) {
    return session(call).cancel();
  }

  private UploadSession session(Call call) {
    String id = call.query().text("upload_id").orElseThrow(() -> ApiError.required("upload_id"));
    UploadSession session = sessions.get(id);
    if (session == null) {
      throw new ApiError(404, "notFound", "No such upload session.");
    }
    if (!clock.instant().isBefore(session.expires())) {
      throw new ApiError(410, "gone", "The upload session has expired.");
    }
    return session;
  }

  private String address(Request request) {
    return announced
        .map(URI::toString)
        .orElseGet(() -> "http://" + request.header("Host").orElseThrow());
  }

  private static String place(Bucket bucket, String name) {
    return "/upload/storage/v1/b/%s/o?uploadType=resumable&name=%s&upload_id="
        .formatted(bucket.name(), Percent.encode(name));
  }
}
