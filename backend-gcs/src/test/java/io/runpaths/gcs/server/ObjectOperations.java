package io.runpaths.gcs.server;

/** Objects: get, patch, update and delete. */
final class ObjectOperations {
  private final Buckets buckets;
  private final Writes writes;
  private final SoftDeletions softDeletions;

  ObjectOperations(Buckets buckets, Writes writes, SoftDeletions softDeletions) {
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
        ? Downloads.of(call.request(), object)
        : call.answer(ObjectResource.of(object));
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
    return Response.empty(204);
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
