package io.runpaths.gcs;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import io.runpaths.spi.remote.StreamUpload;
import org.jspecify.annotations.Nullable;

/** The chunks of a stream: one small object, or a resumable session from the second chunk on. */
final class StreamParts implements StreamUpload.Parts {
  private final Services at;
  private final Writes writes;
  private final Op op;
  private final ObjectKey key;
  private final PutOptions options;
  private final ChunkSizes sizes;
  private @Nullable Resumable session;
  private int number = 1;
  private long sent;

  StreamParts(Services at, Writes writes, Op op, ObjectKey key, PutOptions options) {
    this.at = at;
    this.writes = writes;
    this.op = op;
    this.key = key;
    this.options = options;
    this.sizes = new ChunkSizes(at.settings().chunkSize());
  }

  @Override
  public long room(long buffered, boolean spooled) {
    if (buffered == sizes.ofStream(number) || (spooled && ChunkSizes.mayBeShort(buffered))) {
      return 0;
    }
    // Never over the end of a unit, so that a short chunk ends at one.
    return GcsSettings.CHUNK_UNIT - buffered % GcsSettings.CHUNK_UNIT;
  }

  @Override
  public void send(Payload chunk) throws StorageException {
    if (session == null) {
      session = Resumable.begin(at, op, key, options, -1, null);
    }
    sent += chunk.size();
    if (sent >= GcsSettings.MAX_OBJECT) {
      throw new UnsupportedException(
          op.name(),
          op.location(),
          Reason.TOO_LARGE,
          "The " + op + " is larger than 5 TiB, the most that the store takes; split it.",
          null);
    }
    session.send(chunk);
    number++;
  }

  @Override
  public ObjectStat finish(Payload last) throws StorageException {
    return session == null ? writes.put(op, key, last, options) : session.finish(last);
  }

  @Override
  public void abort() throws StorageException {
    if (session != null) {
      session.abort();
    }
  }
}
