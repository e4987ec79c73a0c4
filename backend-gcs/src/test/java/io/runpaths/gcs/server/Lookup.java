package io.runpaths.gcs.server;

import java.util.Optional;
import java.util.OptionalLong;

/** Finds the version that a request is about, and holds the request's conditions against it. */
final class Lookup {
  private Lookup() {}

  /**
   * A version that was found.
   *
   * @param object the version
   * @param byGeneration whether the request named its generation
   */
  record Found(StoredObject object, boolean byGeneration) {}

  /** The version named, or the live one; the caller holds the bucket's monitor. */
  static Found require(
      Caller caller, Bucket bucket, String name, OptionalLong generation, Conditions conditions) {
    Optional<StoredObject> live = bucket.objects().live(name);
    boolean byGeneration = generation.isPresent() && generation.getAsLong() != 0;
    Optional<StoredObject> addressed =
        byGeneration ? bucket.objects().version(name, generation.getAsLong()) : live;
    if (addressed.isEmpty()) {
      // Who may not list is not told that an object is absent.
      caller.require("storage.objects.list");
      throw ApiError.noSuchObject(bucket.name(), name);
    }
    conditions.check(live, addressed);
    return new Found(addressed.get(), byGeneration);
  }
}
