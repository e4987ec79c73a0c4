package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Objects: copy, in one request; and move, which also takes the source away. */
final class Copies {
  private final Buckets buckets;
  private final Writes writes;
  private final CopySource source;

  Copies(Buckets buckets, Writes writes) {
    this.buckets = buckets;
    this.writes = writes;
    this.source = new CopySource(buckets);
  }

  /** Metadata in the request stands for all of the source's; without any, the source's is kept. */
  static Draft draft(Call call, StoredObject source) {
    ObjectNode given = call.request().body().json();
    ObjectNode editable =
        given.isEmpty() ? source.editable().deepCopy() : ObjectResource.editable(given);
    call.query().text("destinationKmsKeyName").ifPresent(key -> editable.put("kmsKeyName", key));
    return new Draft(
        source.content(),
        source.hashes(),
        editable,
        given.isEmpty() ? source.components() : OptionalInt.empty());
  }

  Response copy(Call call) {
    StoredObject from = source.of(call, OptionalLong.empty());
    StoredObject copied =
        writes.commit(
            call.caller(),
            buckets.require(call.part("bucket")),
            ObjectNames.requireObject(call.part("object")),
            draft(call, from),
            Conditions.of(call.request()));
    return call.answer(ObjectResource.of(copied));
  }

  Response move(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    call.caller().require("storage.objects.create");
    synchronized (bucket) {
      Lookup.Found from =
          Lookup.require(
              call.caller(),
              bucket,
              call.part("object"),
              OptionalLong.empty(),
              Conditions.ofSource(call.request()));
      StoredObject moved =
          writes.commit(
              call.caller(),
              bucket,
              ObjectNames.requireObject(call.part("destination")),
              draft(call, from.object()),
              Conditions.of(call.request()));
      writes.delete(bucket, from);
      return call.answer(ObjectResource.of(moved));
    }
  }
}
