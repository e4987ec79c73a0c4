package io.runpaths.s3;

import io.runpaths.s3.Promises.Completion;
import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.BufferBudget;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.PartWorkers;
import io.runpaths.spi.remote.Payload;
import io.runpaths.spi.remote.SourceFile;
import io.runpaths.spi.remote.StreamUpload;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes bodies that need several requests: in parts, of which a file's are sent side by side.
 * Where the end of an upload ignores the condition, one request writes them all the same.
 */
final class LargePuts {
  /** How often a whole upload is done again after another writer got in between. */
  private static final int ROUNDS = 3;

  private final Services at;
  private final Writes writes;
  private final BufferBudget budget;
  private final PartWorkers workers;

  LargePuts(Services at, Writes writes, BufferBudget budget, PartWorkers workers) {
    this.at = at;
    this.writes = writes;
    this.budget = budget;
    this.workers = workers;
  }

  ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    Op op = Op.on("put", at.root(), key);
    at.promises().require(op, options.precondition());
    if (at.promises().completion(op, options.precondition()) == Completion.IGNORED) {
      return writes.whole(op, key, body, options);
    }
    for (int round = 1; ; round++) {
      try {
        Path file = body.file().orElse(null);
        return file != null
            ? fromFile(op, key, file, body.size(), options)
            : streamed(op, key, body, options);
      } catch (UnavailableException e) {
        if (e.reason() != Reason.CONFLICT || round == ROUNDS) {
          throw e;
        }
      }
    }
  }

  private ObjectStat fromFile(Op op, ObjectKey key, Path file, long size, PutOptions options)
      throws StorageException {
    long partSize = PartSizes.ofTotal(size, at.settings().partSize());
    int parts = (int) ((size + partSize - 1) / partSize);
    SourceFile source = SourceFile.of(op, file, size);
    // What is not kept by the server must be known before the first part, at the price of a read.
    Map<String, String> more =
        at.integrity().wantsOwn()
            ? Map.of(
                ObjectHeaders.OWN_CRC_HEADER, Crc32c.hex(Payload.of(op, file, 0, size).crc32c()))
            : Map.of();
    Multipart multipart = Multipart.begin(at, op, key, options, more);
    try {
      workers.each(
          op,
          parts,
          n -> {
            long offset = n * partSize;
            long length = Math.min(partSize, size - offset);
            multipart.send(n + 1, Payload.of(op, file, offset, length));
          });
      source.requireUnchanged();
      return multipart.complete(size);
    } catch (StorageException | RuntimeException | Error e) {
      multipart.abort(e);
      throw e;
    }
  }

  private ObjectStat streamed(Op op, ObjectKey key, Body body, PutOptions options)
      throws StorageException {
    long partSize = PartSizes.ofTotal(body.size(), at.settings().partSize());
    StreamParts parts =
        new StreamParts(at, writes, op, key, options, new PartSizes(partSize, true));
    try (StreamUpload upload = new StreamUpload(op, parts, budget, S3Options.BUFFER, ended -> {})) {
      return upload.commit(body);
    }
  }
}
