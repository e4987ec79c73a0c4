package io.runpaths.vfs;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.StorageException;
import java.io.ByteArrayOutputStream;

/**
 * Gathers an object's bytes and writes them at once when it is published: VFS' files in memory copy
 * themselves at every write, and their mount is not to be held while the bytes come in.
 */
final class MemoryTarget implements VfsUpload.Target {
  private final VfsStore store;
  private final String operation;
  private final ObjectKey key;
  private final long maxBytes;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  MemoryTarget(VfsStore store, String operation, ObjectKey key, long maxBytes) {
    this.store = store;
    this.operation = operation;
    this.key = key;
    this.maxBytes = maxBytes;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws StorageException {
    if (bytes.size() + (long) length > maxBytes) {
      throw store.failures().tooLarge(operation, store.failures().at(key.value()), maxBytes);
    }
    bytes.write(source, offset, length);
  }

  @Override
  public ObjectStat publish() throws StorageException {
    Draft draft = Draft.begin(store, operation, key);
    try {
      byte[] whole = bytes.toByteArray();
      draft.write(whole, 0, whole.length);
      return draft.publish();
    } catch (StorageException e) {
      try {
        draft.discard();
      } catch (StorageException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  @Override
  public void discard() {
    bytes = new ByteArrayOutputStream();
  }
}
