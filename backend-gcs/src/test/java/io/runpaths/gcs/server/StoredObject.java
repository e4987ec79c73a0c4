package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One version of an object.
 *
 * @param bucket its bucket
 * @param name its name
 * @param generation which version of the content
 * @param metageneration which version of the metadata of that content
 * @param content the stored bytes
 * @param hashes their checksums
 * @param editable the fields of the resource that a writer may set; never changed in place
 * @param created when the content was made
 * @param updated when the metadata last changed
 * @param components of how many objects it was composed, if it was
 * @param gone when it stopped being the live version, if it did
 */
record StoredObject(
    String bucket,
    String name,
    long generation,
    long metageneration,
    Content content,
    Hashes hashes,
    ObjectNode editable,
    Instant created,
    Instant updated,
    OptionalInt components,
    Optional<Instant> gone) {

  /** The same content with other metadata. */
  StoredObject edited(ObjectNode fields, Instant now) {
    return new StoredObject(
        bucket,
        name,
        generation,
        metageneration + 1,
        content,
        hashes,
        fields,
        created,
        now,
        components,
        gone);
  }

  /** The same, no longer live. */
  StoredObject gone(Instant now) {
    return new StoredObject(
        bucket,
        name,
        generation,
        metageneration,
        content,
        hashes,
        editable,
        created,
        updated,
        components,
        Optional.of(now));
  }

  /** Changes whenever content or metadata do. */
  String etag() {
    byte[] numbers = ByteBuffer.allocate(16).putLong(generation).putLong(metageneration).array();
    return Base64.getEncoder().encodeToString(numbers);
  }

  Optional<String> text(String field) {
    return Optional.ofNullable(editable.get(field)).map(value -> value.asText());
  }
}
