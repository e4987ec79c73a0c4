package io.runpaths.gcs;

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
import io.runpaths.spi.remote.Payload;
import io.runpaths.spi.remote.SourceFile;
import io.runpaths.spi.remote.StreamUpload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes bodies that need several requests: in chunks, which a session takes one by one. */
final class LargePuts {
  /** How often a whole upload is done again after its session was lost. */
  private static final int ROUNDS = 3;

  private final Services at;
  private final Writes writes;
  private final BufferBudget budget;

  LargePuts(Services at, Writes writes, BufferBudget budget) {
    this.at = at;
    this.writes = writes;
    this.budget = budget;
  }

  ObjectStat put(ObjectKey key, Body body, PutOptions options) throws StorageException {
    Op op = Op.on("put", at.root(), key);
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

  /** The file is read once before, so that the session knows from the start what must arrive. */
  private ObjectStat fromFile(Op op, ObjectKey key, Path file, long size, PutOptions options)
      throws StorageException {
    List<Payload> chunks = new ArrayList<>();
    int crc = 0;
    for (long offset = 0; offset < size; ) {
      Payload chunk =
          Payload.of(op, file, offset, Math.min(at.settings().chunkSize(), size - offset));
      crc = offset == 0 ? chunk.crc32c() : Crc32c.combine(crc, chunk.crc32c(), chunk.size());
      offset += chunk.size();
      chunks.add(chunk);
    }
    Resumable session = Resumable.begin(at, op, key, options, size, crc);
    try {
      for (Payload chunk : chunks.subList(0, chunks.size() - 1)) {
        session.send(chunk);
      }
      // That the bytes are still those that were promised the server sees; not that more came.
      SourceFile.requireLength(op, file, size);
      return session.finish(chunks.get(chunks.size() - 1));
    } catch (StorageException | RuntimeException | Error e) {
      session.abort(e);
      throw e;
    }
  }

  private ObjectStat streamed(Op op, ObjectKey key, Body body, PutOptions options)
      throws StorageException {
    StreamParts parts = new StreamParts(at, writes, op, key, options);
    try (StreamUpload upload =
        new StreamUpload(op, parts, budget, GcsOptions.BUFFER, ended -> {})) {
      return upload.commit(body);
    }
  }
}
