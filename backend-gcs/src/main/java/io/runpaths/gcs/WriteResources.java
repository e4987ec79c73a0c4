package io.runpaths.gcs;

import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Resources and query parameters of writes, as the settings want them. */
final class WriteResources {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String OCTETS = "application/octet-stream";

  /** What the driver wants to be told of a new object. */
  private static final String FIELDS =
      "name,generation,size,crc32c,timeCreated,contentType,metadata";

  private final GcsSettings settings;
  private final String bucket;

  WriteResources(GcsSettings settings, String bucket) {
    this.settings = settings;
    this.bucket = bucket;
  }

  /** 128 random bits in hex. */
  static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The id of the write that this resource is for: its caller's, or else one chosen here. */
  static String writeId(StorageObject resource) {
    return resource.getMetadata().getOrDefault(ObjectResources.WRITE_ID, "");
  }

  /**
   * What makes a new object what it is: name, content type, metadata, storage class.
   *
   * @param full its name in the bucket
   */
  StorageObject object(String full, PutOptions options) {
    Map<String, String> metadata = new TreeMap<>(options.metadata());
    metadata.computeIfAbsent(ObjectResources.WRITE_ID, id -> ObjectResources.OWN_ID + random());
    return new StorageObject()
        .setBucket(bucket)
        .setName(full)
        .setContentType(options.contentType().isEmpty() ? OCTETS : options.contentType())
        .setStorageClass(settings.storageClass())
        .setMetadata(metadata);
  }

  /** What goes beside it: the condition, the key to encrypt with, who pays. */
  Map<String, String> query(Precondition precondition) {
    Map<String, String> query = new TreeMap<>();
    query.put("fields", FIELDS);
    query.put("prettyPrint", "false");
    Versions.condition(query, precondition);
    if (settings.kmsKey() != null) {
      query.put("kmsKeyName", settings.kmsKey());
    }
    return query;
  }
}
