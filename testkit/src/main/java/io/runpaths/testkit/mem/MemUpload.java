package io.runpaths.testkit.mem;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Upload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects bytes and publishes them at commit. */
final class MemUpload implements Upload {
  private final MemBackend backend;
  private final ObjectKey key;
  private final PutOptions options;
  private final Output output = new Output();
  private boolean ended;
  private @Nullable StorageException failure;

  MemUpload(MemBackend backend, ObjectKey key, PutOptions options) {
    this.backend = backend;
    this.key = key;
    this.options = options;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public ObjectStat commit() throws StorageException {
    checkUsable("commit");
    ended = true;
    return backend.publish("commit", key, output.bytes.toByteArray(), options);
  }

  @Override
  public void close() {
    ended = true;
    output.bytes.reset();
  }

  private void checkUsable(String operation) throws StorageException {
    if (failure != null) {
      throw new UnavailableException(
          operation,
          backend.at(key),
          Reason.OTHER,
          "An earlier write to " + backend.at(key) + " failed; begin the upload anew.",
          failure);
    }
    if (ended) {
      throw new UnavailableException(
          operation,
          backend.at(key),
          Reason.CLOSED,
          "The upload to " + backend.at(key) + " has ended; begin another.",
          null);
    }
    backend.checkOpen(operation);
  }

  private final class Output extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, source.length);
      checkUsable("write");
      if (closed) {
        throw new UnavailableException(
            "write",
            backend.at(key),
            Reason.CLOSED,
            "The stream to " + backend.at(key) + " is closed; commit the upload.",
            null);
      }
      try {
        backend.checkRoom("write", key, (long) bytes.size() + length);
      } catch (StorageException e) {
        failure = e;
        throw e;
      }
      bytes.write(source, offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
