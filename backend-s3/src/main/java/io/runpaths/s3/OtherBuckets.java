package io.runpaths.s3;

import io.runpaths.spi.remote.Attempts;
import java.util.concurrent.ConcurrentHashMap;

/** The retry loops for other buckets than the root's, which remember where each lives. */
final class OtherBuckets {
  private final S3Connection connection;
  private final Attempts.Sleeper sleeper;
  private final ConcurrentHashMap<String, Attempts<Site>> attempts = new ConcurrentHashMap<>();

  OtherBuckets(S3Connection connection, Attempts.Sleeper sleeper) {
    this.connection = connection;
    this.sleeper = sleeper;
  }

  /** The loop for a bucket. */
  Attempts<Site> attempts(String bucket) {
    S3Settings settings = connection.settings();
    return attempts.computeIfAbsent(
        bucket,
        name ->
            new Attempts<>(
                new OtherBucket(connection, name),
                settings.connections(),
                settings.retries(),
                sleeper));
  }
}
