package io.runpaths.testkit.matrix;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.remote.Op;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An upload to a ledger: small at first, in parts where it grows. */
final class LedgerUpload implements Upload {
  private static final byte[] NOTHING = new byte[0];

  private final LedgerBackend at;
  private final Op op;
  private final ObjectKey key;
  private final PutOptions options;
  private final String id = UUID.randomUUID().toString();
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private int parts;
  private long size;
  private boolean begun;
  private boolean ended;
  private @Nullable StorageException failure;

  LedgerUpload(LedgerBackend at, Op op, ObjectKey key, PutOptions options) {
    this.at = at;
    this.op = op;
    this.key = key;
    this.options = options;
  }

  @Override
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        buffer.write(bytes, offset, length);
        while (buffer.size() > LedgerBackend.PART) {
          flushPart();
        }
      }
    };
  }

  private void flushPart() throws StorageException {
    byte[] all = buffer.toByteArray();
    byte[] part = Arrays.copyOf(all, Math.min(all.length, LedgerBackend.PART));
    buffer.reset();
    buffer.write(all, part.length, all.length - part.length);
    try {
      if (!begun) {
        begun = true;
        at.send(op, "POST", "/upload?upload=" + id + "&" + at.at(key), NOTHING);
      }
      at.send(op, "PUT", "/part?upload=" + id + "&number=" + ++parts, part);
      size += part.length;
    } catch (StorageException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public ObjectStat commit() throws StorageException {
    StorageException earlier = failure;
    if (earlier != null) {
      throw earlier;
    }
    if (ended) {
      throw new UnavailableException(
          op.name(), op.location(), Reason.CLOSED, "The upload has ended; begin another.", null);
    }
    ObjectStat stat;
    try {
      if (!begun) {
        stat = at.put(op, key, buffer.toByteArray(), options);
      } else {
        flushPart();
        stat = at.publish(op, key, "POST", "/complete?upload=" + id, NOTHING, size, options);
      }
    } catch (StorageException e) {
      failure = e;
      throw e;
    }
    ended = true;
    return stat;
  }

  /** Aborts what is not committed; where the outcome is unknown that settles it for the future. */
  @Override
  public void close() throws StorageException {
    if (ended || !begun) {
      return;
    }
    ended = true;
    StorageException earlier = failure;
    boolean leaves =
        at.blunder() == Blunder.NEVER_ABORTS
            || (at.blunder() == Blunder.LEAVES_UPLOADS && earlier != null);
    if (leaves) {
      return;
    }
    try {
      at.send(new Op("abort", op.location()), "DELETE", "/upload?upload=" + id, NOTHING);
    } catch (StorageException e) {
      if (!(earlier instanceof OutcomeUnknownException)) {
        throw e;
      }
    }
  }
}
