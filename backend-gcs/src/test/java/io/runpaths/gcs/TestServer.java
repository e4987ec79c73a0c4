package io.runpaths.gcs;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that tests talk to.
 *
 * @param name what it is, by which its quirks are known
 * @param endpoint where it listens
 */
record TestServer(String name, URI endpoint) {
  private static final ConcurrentHashMap<URI, String> BUCKETS = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<URI, Storage> CLIENTS = new ConcurrentHashMap<>();

  /** Google's whole client, for looking behind the backend's back. */
  Storage client() {
    return CLIENTS.computeIfAbsent(
        endpoint,
        there ->
            StorageOptions.http()
                .setHost(there.toString())
                .setProjectId("lab")
                .setCredentials(NoCredentials.getInstance())
                .build()
                .getService());
  }

  /** A bucket of this run of the tests. */
  String bucket() {
    return BUCKETS.computeIfAbsent(
        endpoint,
        there -> {
          String bucket = "runpaths-" + UUID.randomUUID();
          client().create(BucketInfo.of(bucket));
          return bucket;
        });
  }

  /** Settings that reach it. */
  Options options() {
    return GcsOptions.builder().endpoint(endpoint).build();
  }

  /** Opens a backend with more settings. */
  GcsBackend open(Location root, Options more) {
    return GcsBackend.open(
        root, GcsSettings.from(more.over(options()), Map.of()), time -> Thread.onSpinWait());
  }
}
