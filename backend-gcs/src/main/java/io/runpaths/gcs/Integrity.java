package io.runpaths.gcs;

import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Op;

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
   * Looks at the answer to a write. A damaged object is deleted again, that very generation and no
   * other.
   *
   * @param sent the resource that was sent
   * @param made the one that the server has
   * @param size how many bytes were sent
   * @param crc32c their checksum
   * @throws CorruptDataException if the server has anything else than was sent
   */
  void verify(Op op, StorageObject sent, StorageObject made, long size, int crc32c)
      throws StorageException {
    if (isSame(sent, made)
        && (made.getSize() == null || made.getSize().longValue() == size)
        && ObjectResources.crc(made).filter(told -> told != crc32c).isEmpty()) {
      return;
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

  /** No checksum is held against name, type and metadata; servers may add to the last. */
  private static boolean isSame(StorageObject sent, StorageObject made) {
    return (made.getName() == null || made.getName().equals(sent.getName()))
        && (made.getContentType() == null || made.getContentType().equals(sent.getContentType()))
        && (made.getMetadata() == null
            || made.getMetadata().entrySet().containsAll(sent.getMetadata().entrySet()));
  }
}
