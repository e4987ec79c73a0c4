package io.runpaths.gcs.server;

import java.util.OptionalLong;

/** Finds what a copy is made from, under the conditions on the source. */
final class CopySource {
  private final Buckets buckets;

  CopySource(Buckets buckets) {
    this.buckets = buckets;
  }

  /**
   * The version to copy.
   *
   * @param pinned the generation that a copy in several requests has begun with
   */
  StoredObject of(Call call, OptionalLong pinned) {
    Bucket bucket = buckets.require(call.part("sourceBucket"));
    call.caller().require("storage.objects.get");
    synchronized (bucket) {
      return Lookup.require(
              call.caller(),
              bucket,
              call.part("sourceObject"),
              pinned.isPresent() ? pinned : call.query().number("sourceGeneration"),
              Conditions.ofSource(call.request()))
          .object();
    }
  }
}
