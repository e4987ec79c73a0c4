package io.runpaths.vfs;

import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** An upload into a target: a draft on the store, or bytes in memory that become one at the end. */
final class VfsUpload implements Upload {
  private final Target target;
  private final VfsFailures failures;
  private final String location;
  private final Output output = new Output();
  private @Nullable StorageException failure;
  private boolean ended;
  private boolean outputClosed;

  VfsUpload(Target target, VfsFailures failures, String location) {
    this.target = target;
    this.failures = failures;
    this.location = location;
  }

  /** Where the bytes go. */
  interface Target {
    void write(byte[] source, int offset, int length) throws StorageException;

    ObjectStat publish() throws StorageException;

    void discard() throws StorageException;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public ObjectStat commit() throws StorageException {
    if (failure != null) {
      throw failure;
    }
    if (ended) {
      throw failures.streamClosed("upload", location);
    }
    ended = true;
    try {
      return target.publish();
    } catch (StorageException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void close() throws StorageException {
    ended = true;
    target.discard();
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      if (failure != null) {
        throw failure;
      }
      if (ended || outputClosed) {
        throw failures.streamClosed("upload", location);
      }
      try {
        target.write(source, offset, length);
      } catch (StorageException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void close() {
      outputClosed = true;
    }
  }
}
