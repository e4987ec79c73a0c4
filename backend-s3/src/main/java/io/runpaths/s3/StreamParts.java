package io.runpaths.s3;

import io.runpaths.s3.Promises.Completion;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import io.runpaths.spi.remote.StreamUpload;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a stream: one small object, or a multipart upload from the second part on. */
final class StreamParts implements StreamUpload.Parts {
  private final Services at;
  private final Writes writes;
  private final Op op;
  private final ObjectKey key;
  private final PutOptions options;
  private final PartSizes sizes;
  private @Nullable Multipart multipart;
  private int number = 1;
  private long sent;

  StreamParts(
      Services at, Writes writes, Op op, ObjectKey key, PutOptions options, PartSizes sizes) {
    this.at = at;
    this.writes = writes;
    this.op = op;
    this.key = key;
    this.options = options;
    this.sizes = sizes;
  }

  @Override
  public long room(long buffered, boolean spooled) throws StorageException {
    long room =
        spooled && sizes.mayBeShort(number, buffered) ? 0 : sizes.ofStream(number) - buffered;
    if (room <= 0 && multipart == null && inOneRequest()) {
      return S3Settings.MAX_PART - buffered;
    }
    return room;
  }

  /** Whether the end of an upload in parts would ignore the condition: then all waits for it. */
  private boolean inOneRequest() throws StorageException {
    return at.promises().completion(op, options.precondition()) == Completion.IGNORED;
  }

  @Override
  public void send(Payload part) throws StorageException {
    if (multipart == null) {
      if (inOneRequest()) {
        writes.requireOneRequest(op, part.size() + 1);
      }
      multipart = Multipart.begin(at, op, key, options, Map.of());
    }
    if (number > Multipart.MAX_PARTS) {
      throw new UnsupportedException(
          op.name(),
          op.location(),
          Reason.TOO_LARGE,
          "The " + op + " is larger than 5 TiB, the most that S3 takes; split it.",
          null);
    }
    sent += part.size();
    multipart.send(number++, part);
  }

  @Override
  public ObjectStat finish(Payload last) throws StorageException {
    if (multipart == null) {
      return writes.put(op, key, last, options);
    }
    if (last.size() > 0) {
      send(last);
    }
    return multipart.complete(sent);
  }

  @Override
  public void abort() throws StorageException {
    if (multipart != null) {
      multipart.abort();
    }
  }
}
