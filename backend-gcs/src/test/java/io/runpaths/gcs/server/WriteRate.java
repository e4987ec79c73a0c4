package io.runpaths.gcs.server;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One write a second to one object of a name, if that limit is on. */
final class WriteRate {
  private final Clock clock;
  private final Map<String, Instant> last = new HashMap<>();
  private boolean limited;

  WriteRate(Clock clock) {
    this.clock = clock;
  }

  synchronized void limit(boolean on) {
    limited = on;
  }

  synchronized void spend(String bucket, String name) {
    if (!limited) {
      return;
    }
    Instant now = clock.instant();
    Instant before = last.getOrDefault(bucket + "/" + name, Instant.EPOCH);
    if (now.isBefore(before.plus(Duration.ofSeconds(1)))) {
      throw new ApiError(
          429,
          "rateLimitExceeded",
          "The object %s/%s exceeded the rate limit for object mutation operations (create, update, and delete). Please reduce your request rate."
              .formatted(bucket, name));
    }
    last.put(bucket + "/" + name, now);
  }
}
