package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Objects: insert, in one request: the bytes alone, or metadata and bytes in two parts. */
final class Uploads {
  private final Buckets buckets;
  private final Writes writes;

  Uploads(Buckets buckets, Writes writes) {
    this.buckets = buckets;
    this.writes = writes;
  }

  Response media(Call call) {
    Request request = call.request();
    String name = call.query().text("name").orElseThrow(() -> ApiError.required("name"));
    ObjectNode editable = ObjectResource.editable(Body.json(new byte[0]));
    request.header("Content-Type").ifPresent(type -> editable.put("contentType", type));
    return store(call, name, editable, Content.of(request.body().bytes()), Body.json(new byte[0]));
  }

  Response multipart(Call call) {
    Request request = call.request();
    List<Multipart.Part> parts =
        Multipart.parse(request.header("Content-Type").orElse(""), request.body().bytes());
    if (parts.size() != 2) {
      throw ApiError.invalid("Multipart must have exactly two parts, and has " + parts.size());
    }
    ObjectNode resource = Body.json(parts.get(0).body());
    ObjectNode editable = ObjectResource.editable(resource);
    if (!editable.has("contentType")) {
      parts.get(1).header("Content-Type").ifPresent(type -> editable.put("contentType", type));
    }
    String name = UploadName.of(call.query(), resource);
    return store(call, name, editable, Content.of(parts.get(1).body()), resource);
  }

  private Response store(
      Call call, String name, ObjectNode editable, Content content, ObjectNode resource) {
    Bucket bucket = buckets.require(call.part("bucket"));
    UploadParameters.apply(call.query(), editable);
    Draft draft = Draft.of(content, editable);
    draft.hashes().verify(Claimed.inMetadata(resource));
    draft.hashes().verify(Claimed.inHeader(call.request().header("X-Goog-Hash")));
    StoredObject stored =
        writes.commit(
            call.caller(),
            bucket,
            ObjectNames.requireObject(name),
            draft,
            Conditions.of(call.request()));
    return call.answer(ObjectResource.of(stored));
  }
}
