package io.runpaths.gcs.server;

import java.time.Clock;
import java.time.Instant;
import java.util.OptionalInt;

/** Objects that were deleted, for as long as their bucket's policy keeps them: get and restore. */
final class SoftDeletions {
  private final Buckets buckets;
  private final Writes writes;
  private final Clock clock;

  SoftDeletions(Buckets buckets, Writes writes, Clock clock) {
    this.buckets = buckets;
    this.writes = writes;
    this.clock = clock;
  }

  Response get(Call call) {
    return call.answer(find(call, buckets.require(call.part("bucket"))).resource());
  }

  Response restore(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    synchronized (bucket) {
      SoftDeleted found = find(call, bucket);
      StoredObject old = found.object();
      StoredObject restored =
          writes.commit(
              call.caller(),
              bucket,
              old.name(),
              new Draft(old.content(), old.hashes(), old.editable(), OptionalInt.empty()),
              Conditions.of(call.request()));
      bucket.objects().softDeleted().remove(found);
      return call.answer(ObjectResource.of(restored));
    }
  }

  private SoftDeleted find(Call call, Bucket bucket) {
    String name = call.part("object");
    long generation =
        call.query().number("generation").orElseThrow(() -> ApiError.required("generation"));
    Instant now = clock.instant();
    synchronized (bucket) {
      return bucket.objects().softDeleted().stream()
          .filter(one -> one.object().name().equals(name))
          .filter(one -> one.object().generation() == generation)
          .filter(one -> now.isBefore(one.until()))
          .findFirst()
          .orElseThrow(() -> ApiError.noSuchObject(bucket.name(), name));
    }
  }
}
