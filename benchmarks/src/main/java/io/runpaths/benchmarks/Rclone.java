package io.runpaths.benchmarks;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The peer: rclone with as many transfers as ours, and without what ours does not do either: no
 * look at an object after it was written, no look whether the bucket exists, no digest of a whole
 * file before it is sent in parts (the parts have theirs).
 */
final class Rclone {
  private static final List<String> OPTIONS =
      List.of(
          "--quiet",
          "--transfers=" + ObjectSet.TRANSFERS,
          "--checkers=" + ObjectSet.TRANSFERS,
          "--s3-no-head",
          "--s3-no-check-bucket",
          "--s3-disable-checksum",
          "--s3-upload-cutoff=64M",
          "--s3-chunk-size=64M",
          "--s3-upload-concurrency=4");

  private final Map<String, String> environment;

  Rclone(URI endpoint) {
    String key = System.getenv().getOrDefault("AWS_ACCESS_KEY_ID", "");
    String secret = System.getenv().getOrDefault("AWS_SECRET_ACCESS_KEY", "");
    Map<String, String> settings = new HashMap<>();
    settings.put("RCLONE_CONFIG", "/dev/null");
    settings.put("RCLONE_CONFIG_MINIO_TYPE", "s3");
    settings.put("RCLONE_CONFIG_MINIO_PROVIDER", "Minio");
    settings.put("RCLONE_CONFIG_MINIO_ENDPOINT", endpoint.toString());
    settings.put("RCLONE_CONFIG_MINIO_REGION", "us-east-1");
    settings.put("RCLONE_CONFIG_MINIO_ACCESS_KEY_ID", key);
    settings.put("RCLONE_CONFIG_MINIO_SECRET_ACCESS_KEY", secret);
    environment = Map.copyOf(settings);
  }

  /** Makes a bucket. */
  Program makeBucket(String bucket) {
    return program("mkdir", "minio:" + bucket);
  }

  /** Removes all below a place. */
  Program purge(String place) {
    return program("purge", named(place));
  }

  /**
   * Copies what lies below one place to another: folders, or {@code bucket/prefix} in the store.
   */
  Program copy(String from, String to) {
    List<String> words = new ArrayList<>(List.of("copy", named(from), named(to)));
    words.addAll(OPTIONS);
    return program(words.toArray(String[]::new));
  }

  private static String named(String place) {
    return place.startsWith("/") ? place : "minio:" + place;
  }

  private Program program(String... words) {
    List<String> all = new ArrayList<>(List.of("rclone"));
    all.addAll(List.of(words));
    return new Program(all, environment);
  }
}
