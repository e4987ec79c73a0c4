package io.runpaths.gcs;

import com.google.api.client.util.DateTime;
import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.Checksums;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Crc32c;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An object's resource, read from answers in JSON. */
final class ObjectResources {
  /** The metadata name of the random id that tells whose write it was. */
  static final String WRITE_ID = "runpaths-write";

  /** What an id begins with that the driver chose, because its caller gave none. */
  static final String OWN_ID = "gcs-";

  /**
   * What Google's storage-testbench adds of its own. A copy must not take it along: the checksum
   * among it would be held against other bytes.
   */
  private static final Pattern OF_THE_TEST_BENCH = Pattern.compile("x_(?:emulator|testbench)_");

  private ObjectResources() {}

  /**
   * The stat of an object.
   *
   * @throws NotGcsException if the answer is no object's
   */
  static ObjectStat stat(ObjectKey key, Answers.Reply<StorageObject> reply) throws NotGcsException {
    StorageObject object = reply.value();
    ObjectStat.Builder stat =
        ObjectStat.builder(key, size(object), version(object), modified(object))
            .metadata(metadata(object));
    if (object.getContentType() != null) {
      stat.contentType(object.getContentType());
    }
    crc(object).ifPresent(crc -> stat.checksums(checksums(crc)));
    reply.date().ifPresent(stat::storeTime);
    return stat.build();
  }

  static Checksums checksums(int crc) {
    return Checksums.NONE.withCrc32c(Crc32c.hex(crc));
  }

  static Version version(StorageObject object) throws NotGcsException {
    Long generation = object.getGeneration();
    if (generation == null || generation <= 0) {
      throw new NotGcsException("the object has no generation");
    }
    return Versions.of(generation);
  }

  /**
   * How many bytes it has. Servers that leave out what is 0, as documents of protocol buffers do,
   * say so by the checksum of nothing.
   */
  static long size(StorageObject object) throws NotGcsException {
    if (object.getSize() == null && crc(object).filter(crc -> crc == 0).isPresent()) {
      return 0;
    }
    if (object.getSize() == null || object.getSize().signum() < 0) {
      throw new NotGcsException("the object has no size");
    }
    return object.getSize().longValue();
  }

  /** When this generation was written. (That of the last change may be one of metadata only.) */
  static Instant modified(StorageObject object) {
    DateTime time = object.getTimeCreated() != null ? object.getTimeCreated() : object.getUpdated();
    return time == null ? Instant.EPOCH : Instant.ofEpochMilli(time.getValue());
  }

  static Optional<Integer> crc(StorageObject object) {
    return Optional.ofNullable(object.getCrc32c()).flatMap(Crc32c::parse);
  }

  /** The id of the write that made the object, if RunPaths wrote it. */
  static Optional<String> writeId(StorageObject object) {
    Map<String, String> metadata = object.getMetadata();
    return metadata == null ? Optional.empty() : Optional.ofNullable(metadata.get(WRITE_ID));
  }

  /** Metadata without what the driver itself adds. */
  static Map<String, String> metadata(StorageObject object) {
    return metadata(object.getMetadata());
  }

  static Map<String, String> metadata(@Nullable Map<String, String> kept) {
    Map<String, String> metadata = new TreeMap<>(kept == null ? Map.of() : kept);
    metadata.values().removeIf(value -> value == null);
    metadata.keySet().removeIf(name -> OF_THE_TEST_BENCH.matcher(name).lookingAt());
    if (metadata.getOrDefault(WRITE_ID, "").startsWith(OWN_ID)) {
      metadata.remove(WRITE_ID);
    }
    return metadata;
  }
}
