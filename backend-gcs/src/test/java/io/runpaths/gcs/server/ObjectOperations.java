package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Objects: get, patch, update and delete. */
final class ObjectOperations {
  private final Buckets buckets;
  private final Writes writes;
  private final SoftDeletions softDeletions;
  private final Set<Manner> manners;

  ObjectOperations(
      Buckets buckets, Writes writes, SoftDeletions softDeletions, Set<Manner> manners) {
    this.manners = manners;
    this.buckets = buckets;
    this.writes = writes;
    this.softDeletions = softDeletions;
  }

  Response get(Call call) {
    if (call.query().flag("softDeleted")) {
      return softDeletions.get(call);
    }
    Bucket bucket = buckets.require(call.part("bucket"));
    StoredObject object;
    synchronized (bucket) {
      object = find(call, bucket).object();
    }
    return call.query().text("alt").filter("media"::equals).isPresent()
        ? manner(call.request(), Downloads.of(call.request(), object))
        : call.answer(ObjectResource.of(object));
  }

  private Response manner(Request request, Response download) {
    Map<String, String> headers = new LinkedHashMap<>(download.headers());
    boolean sized = download.sized();
    if (manners.contains(Manner.NO_GENERATION_IN_DOWNLOADS)) {
      headers.remove("X-Goog-Generation");
    }
    if (manners.contains(Manner.NO_LENGTH_IN_DOWNLOADS)) {
      headers.remove("X-Goog-Stored-Content-Length");
      sized = false;
    }
    boolean end = request.header("Range").filter(range -> range.startsWith("bytes=-")).isPresent();
    if (end && manners.contains(Manner.ENDS_BEFORE_THE_BEGINNING)) {
      headers.computeIfPresent(
          "Content-Range", (name, range) -> range.replaceFirst("bytes 0-", "bytes -7-"));
    }
    int status = download.status();
    if (manners.contains(Manner.PARTS_BY_200) || manners.contains(Manner.PARTS_BY_200_ALONE)) {
      status = 200;
    }
    if (manners.contains(Manner.PARTS_BY_200_ALONE)) {
      headers.remove("Content-Range");
    }
    return new Response(status, headers, download.content(), sized);
  }

  Response patch(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    synchronized (bucket) {
      StoredObject before = find(call, bucket).object();
      StoredObject after =
          writes.edit(
              bucket,
              before,
              ObjectResource.patched(before.editable(), call.request().body().json()));
      return call.answer(ObjectResource.of(after));
    }
  }

  Response update(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    synchronized (bucket) {
      StoredObject before = find(call, bucket).object();
      StoredObject after =
          writes.edit(bucket, before, ObjectResource.editable(call.request().body().json()));
      return call.answer(ObjectResource.of(after));
    }
  }

  Response delete(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    synchronized (bucket) {
      writes.delete(bucket, find(call, bucket));
    }
    if (manners.contains(Manner.DOCUMENT_FOR_DELETION)) {
      return Response.json(200, JsonNodeFactory.instance.objectNode());
    }
    return Response.empty(manners.contains(Manner.EMPTY_ANSWER_TO_DELETION) ? 200 : 204);
  }

  private static Lookup.Found find(Call call, Bucket bucket) {
    return Lookup.require(
        call.caller(),
        bucket,
        call.part("object"),
        call.query().number("generation"),
        Conditions.of(call.request()));
  }
}
