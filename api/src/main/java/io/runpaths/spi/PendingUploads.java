package io.runpaths.spi;

import java.time.Instant;
import java.util.List;

/**
 * Uploads that were begun and neither committed nor closed, left by writers that were killed; on
 * stores that keep such. Safe for use by several threads.
 */
public interface PendingUploads {
  /**
   * One unfinished upload.
   *
   * @param key the object it would have become
   * @param id the store's own name of the upload
   * @param started when it began, by the store's clock
   */
  record Pending(ObjectKey key, String id, Instant started) {}

  /**
   * The unfinished uploads below a prefix. Some may be of writers that are alive.
   *
   * @param prefix where to look
   * @return the uploads, in key order
   * @throws UnsupportedException if this very store does not tell of them
   * @throws StorageException if they cannot be listed
   */
  List<Pending> pendingUploads(KeyPrefix prefix) throws StorageException;

  /**
   * Gives back what the store holds of an upload. Idempotent.
   *
   * @param upload the upload
   * @throws StorageException if it failed
   */
  void abort(Pending upload) throws StorageException;
}
