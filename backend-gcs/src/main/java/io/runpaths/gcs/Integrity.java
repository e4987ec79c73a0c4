package io.runpaths.gcs;

import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Op;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Compares what the server says it has with what was sent. The service itself refuses bytes that do
 * not have the CRC-32C that came with them; this is for one that let them pass all the same.
 */
final class Integrity {
  private final String bucket;
  private final Attempts<Site> attempts;

  Integrity(String bucket, Attempts<Site> attempts) {
    this.bucket = bucket;
    this.attempts = attempts;
  }

  /**
   * Looks at the answer to a write. An object of other bytes is deleted again, that very generation
   * and no other; one that is only described otherwise is not.
   *
   * @param sent the resource that was sent
   * @param made the one that the server has
   * @param size how many bytes were sent
   * @param crc32c their checksum
   * @throws CorruptDataException if the server has anything else than was sent
   */
  void verify(Op op, StorageObject sent, StorageObject made, long size, int crc32c)
      throws StorageException {
    boolean sameBytes =
        (made.getSize() == null || made.getSize().longValue() == size)
            && ObjectResources.crc(made).filter(told -> told != crc32c).isEmpty();
    if (sameBytes && isSame(sent, made)) {
      return;
    }
    if (sameBytes) {
      throw new CorruptDataException(
          op.name(),
          op.location(),
          Reason.CHECKSUM,
          "The "
              + op
              + " arrived with another name, type or metadata than were sent, and is there as such;"
              + " look at it and write it again.",
          null);
    }
    CorruptDataException corrupt =
        new CorruptDataException(
            op.name(),
            op.location(),
            Reason.CHECKSUM,
            "The " + op + " arrived with other bytes than were sent; write it again.",
            null);
    String name = made.getName() == null ? sent.getName() : made.getName();
    try {
      attempts.run(
          op,
          site -> {
            Answers.sendForNothing(
                site.client().objects().delete(bucket, name).setGeneration(made.getGeneration()));
            return true;
          });
    } catch (StorageException e) {
      corrupt.addSuppressed(e);
    }
    throw corrupt;
  }

  /**
   * No checksum is held against name, type and metadata. Servers may add to the last, and write
   * them, and the type, in a form of their own.
   */
  private static boolean isSame(StorageObject sent, StorageObject made) {
    return (made.getName() == null || made.getName().equals(sent.getName()))
        && (made.getContentType() == null
            || bareType(made.getContentType()).equals(bareType(sent.getContentType())))
        && (made.getMetadata() == null
            || bare(made.getMetadata())
                .entrySet()
                .containsAll(bare(sent.getMetadata()).entrySet()));
  }

  /** The type without its parameters. */
  private static String bareType(String type) {
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> bare(Map<String, String> metadata) {
    Map<String, String> bare = new HashMap<>();
    metadata.forEach(
        (name, value) ->
            bare.put(
                name.strip().toLowerCase(Locale.ROOT),
                String.valueOf(value).strip().replaceAll("\\s+", " ")));
    return bare;
  }
}
