package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The resource of an object: how a version is shown, and which of its fields can be written. */
final class ObjectResource {
  private static final List<String> EDITABLE =
      List.of(
          "acl",
          "cacheControl",
          "contentDisposition",
          "contentEncoding",
          "contentLanguage",
          "contentType",
          "contexts",
          "customTime",
          "eventBasedHold",
          "kmsKeyName",
          "metadata",
          "retention",
          "storageClass",
          "temporaryHold");

  private ObjectResource() {}

  /** What a writer may set, out of a resource it sent; fields of the server's own are ignored. */
  static ObjectNode editable(ObjectNode resource) {
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (String field : EDITABLE) {
      JsonNode value = resource.get(field);
      if (value != null && !value.isNull()) {
        kept.set(field, value.deepCopy());
      }
    }
    return kept;
  }

  /**
   * A patch: a field that is null is removed, one that is absent stays, and the keys of custom
   * metadata are patched one by one.
   */
  static ObjectNode patched(ObjectNode before, ObjectNode patch) {
    ObjectNode after = before.deepCopy();
    for (String field : EDITABLE) {
      JsonNode value = patch.get(field);
      if (value == null) {
        continue;
      }
      if (value.isNull()) {
        after.remove(field);
      } else if (field.equals("metadata")) {
        patchKeys(after, value);
      } else {
        after.set(field, value.deepCopy());
      }
    }
    return after;
  }

  private static void patchKeys(ObjectNode after, JsonNode patch) {
    ObjectNode keys =
        after.get("metadata") instanceof ObjectNode present ? present : after.putObject("metadata");
    for (Iterator<Map.Entry<String, JsonNode>> all = patch.properties().iterator();
        all.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = all.next();
      if (entry.getValue().isNull()) {
        keys.remove(entry.getKey());
      } else {
        keys.set(entry.getKey(), entry.getValue().deepCopy());
      }
    }
  }

  /** How the API shows a version. */
  static ObjectNode of(StoredObject object) {
    String path = "/b/" + object.bucket() + "/o/" + Percent.encode(object.name());
    String generation = Long.toString(object.generation());
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("kind", "storage#object");
    shown.put("id", object.bucket() + "/" + object.name() + "/" + generation);
    shown.put("selfLink", "https://www.googleapis.com/storage/v1" + path);
    shown.put(
        "mediaLink",
        "https://storage.googleapis.com/download/storage/v1"
            + path
            + "?generation="
            + generation
            + "&alt=media");
    shown.put("name", object.name());
    shown.put("bucket", object.bucket());
    shown.put("generation", generation);
    shown.put("metageneration", Long.toString(object.metageneration()));
    shown.put("size", Long.toString(object.content().size()));
    shown.put("crc32c", object.hashes().crc32c());
    if (object.components().isPresent()) {
      shown.put("componentCount", object.components().getAsInt());
    } else {
      // A composite object has no MD5.
      shown.put("md5Hash", object.hashes().md5());
    }
    shown.put("etag", object.etag());
    shown.put("timeCreated", time(object.created()));
    shown.put("updated", time(object.updated()));
    shown.put("timeStorageClassUpdated", time(object.created()));
    shown.put("timeFinalized", time(object.created()));
    object.gone().ifPresent(when -> shown.put("timeDeleted", time(when)));
    shown.setAll(object.editable().deepCopy());
    return shown;
  }

  /** RFC 3339 with milliseconds. */
  static String time(Instant when) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")
        .withZone(ZoneOffset.UTC)
        .format(when);
  }
}
