package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A bucket: its settings and its objects. Its monitor guards all of it. */
final class Bucket {
  private final String name;
  private final Instant created;
  private final ObjectSpace objects = new ObjectSpace();
  private final SortedSet<String> folders = new TreeSet<>(Utf8Order.INSTANCE);
  private ObjectNode settings;
  private long metageneration = 1;
  private Optional<ApiError> refusal = Optional.empty();

  Bucket(String name, ObjectNode settings, Instant created) {
    this.name = name;
    this.settings = settings;
    this.created = created;
  }

  String name() {
    return name;
  }

  ObjectSpace objects() {
    return objects;
  }

  /** Folders of a bucket with a hierarchical namespace, each ending in a slash. */
  SortedSet<String> folders() {
    return folders;
  }

  synchronized long metageneration() {
    return metageneration;
  }

  synchronized void patch(ObjectNode patch) {
    ObjectNode after = settings.deepCopy();
    after.setAll(patch.deepCopy());
    for (String field : settings.properties().stream().map(entry -> entry.getKey()).toList()) {
      if (after.get(field).isNull()) {
        after.remove(field);
      }
    }
    settings = after;
    metageneration++;
  }

  synchronized void refuse(Optional<ApiError> why) {
    refusal = why;
  }

  /** What every request for this bucket is answered with, if that was asked for. */
  synchronized Optional<ApiError> refusal() {
    return refusal;
  }

  boolean versioned() {
    return setting("/versioning/enabled").asBoolean(false);
  }

  boolean hierarchical() {
    return setting("/hierarchicalNamespace/enabled").asBoolean(false);
  }

  boolean requesterPays() {
    return setting("/billing/requesterPays").asBoolean(false);
  }

  /** What its objects have where nothing else was asked for. */
  String storageClass() {
    return setting("/storageClass").asText("STANDARD");
  }

  Duration softDeletion() {
    return Duration.ofSeconds(setting("/softDeletePolicy/retentionDurationSeconds").asLong(0));
  }

  Duration retention() {
    return Duration.ofSeconds(setting("/retentionPolicy/retentionPeriod").asLong(0));
  }

  private synchronized JsonNode setting(String pointer) {
    return settings.at(pointer);
  }

  /** How the API shows the bucket. */
  synchronized ObjectNode resource() {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("kind", "storage#bucket");
    shown.put("id", name);
    shown.put("name", name);
    shown.put("selfLink", "https://www.googleapis.com/storage/v1/b/" + name);
    shown.put("projectNumber", "1");
    shown.put("metageneration", Long.toString(metageneration));
    shown.put("timeCreated", ObjectResource.time(created));
    shown.put("updated", ObjectResource.time(created));
    shown.put("location", "US");
    shown.put("locationType", "multi-region");
    shown.put("storageClass", "STANDARD");
    shown.put("etag", "CA" + metageneration);
    shown.setAll(settings.deepCopy());
    return shown;
  }
}
