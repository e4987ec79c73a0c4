package io.runpaths.gcs.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The versions of all objects of a bucket. Whoever reads and then writes holds the bucket's monitor
 * over both; that makes conditions and their effects one step.
 */
final class ObjectSpace {
  private final NavigableMap<String, NavigableMap<Long, StoredObject>> versions =
      new TreeMap<>(Utf8Order.INSTANCE);
  private final Map<String, Long> live = new HashMap<>();
  private final List<SoftDeleted> softDeleted = new ArrayList<>();

  Optional<StoredObject> live(String name) {
    return Optional.ofNullable(live.get(name)).flatMap(generation -> version(name, generation));
  }

  Optional<StoredObject> version(String name, long generation) {
    return Optional.ofNullable(versions.get(name)).map(all -> all.get(generation));
  }

  /** Every version, in the order of names and then of generations. */
  List<StoredObject> versions() {
    return versions.values().stream().flatMap(all -> all.values().stream()).toList();
  }

  boolean isLive(StoredObject object) {
    Long generation = live.get(object.name());
    return generation != null && generation == object.generation();
  }

  void putLive(StoredObject object) {
    put(object);
    live.put(object.name(), object.generation());
  }

  /** Adds or replaces a version, without a word on which one is live. */
  void put(StoredObject object) {
    versions
        .computeIfAbsent(object.name(), absent -> new TreeMap<>())
        .put(object.generation(), object);
  }

  void remove(StoredObject object) {
    if (isLive(object)) {
      live.remove(object.name());
    }
    NavigableMap<Long, StoredObject> all = versions.get(object.name());
    if (all != null) {
      all.remove(object.generation());
      if (all.isEmpty()) {
        versions.remove(object.name());
      }
    }
  }

  /** Leaves the version where it is, but not as the live one. */
  void retire(StoredObject object) {
    live.remove(object.name());
    put(object);
  }

  List<SoftDeleted> softDeleted() {
    return softDeleted;
  }

  boolean isEmpty() {
    return versions.isEmpty();
  }
}
