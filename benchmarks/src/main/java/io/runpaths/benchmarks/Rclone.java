package io.runpaths.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The peer: rclone with as many transfers as ours, and without what ours does not do either. */
final class Rclone {
  private static final String REMOTE = "store";
  private static final List<String> OPTIONS =
      List.of("--quiet", "--transfers=" + ObjectSet.TRANSFERS, "--checkers=" + ObjectSet.TRANSFERS);

  private final ObjectServer server;
  private final Map<String, String> environment;

  Rclone(ObjectServer server) {
    Map<String, String> settings = new HashMap<>();
    settings.put("RCLONE_CONFIG", "/dev/null");
    server.remote().forEach((name, value) -> settings.put("RCLONE_CONFIG_STORE_" + name, value));
    this.server = server;
    environment = Map.copyOf(settings);
  }

  /** Makes a bucket. */
  Program makeBucket(String bucket) {
    return program("mkdir", named(bucket));
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
    words.addAll(server.flags());
    return program(words.toArray(String[]::new));
  }

  private static String named(String place) {
    return place.startsWith("/") ? place : REMOTE + ":" + place;
  }

  private Program program(String... words) {
    List<String> all = new ArrayList<>(List.of("rclone"));
    all.addAll(List.of(words));
    return new Program(all, environment);
  }
}
