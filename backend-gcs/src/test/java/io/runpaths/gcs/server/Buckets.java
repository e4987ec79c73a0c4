package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** All buckets of the server. */
final class Buckets {
  private final Map<String, Bucket> all = new ConcurrentSkipListMap<>();
  private final Clock clock;

  Buckets(Clock clock) {
    this.clock = clock;
  }

  Bucket require(String name) {
    Bucket bucket = all.get(name);
    if (bucket == null) {
      throw ApiError.noSuchBucket();
    }
    return bucket;
  }

  Bucket create(String name, ObjectNode settings) {
    Bucket fresh = new Bucket(ObjectNames.requireBucket(name), settings, clock.instant());
    if (all.putIfAbsent(name, fresh) != null) {
      throw new ApiError(
          409,
          "conflict",
          "Your previous request to create the named bucket succeeded and you already own it.");
    }
    return fresh;
  }

  void delete(Bucket bucket) {
    synchronized (bucket) {
      if (!bucket.objects().isEmpty()) {
        throw new ApiError(409, "conflict", "The bucket you tried to delete is not empty.");
      }
      all.remove(bucket.name());
    }
  }

  Collection<Bucket> all() {
    return all.values();
  }
}
