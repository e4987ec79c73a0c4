package io.runpaths.local;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Consumer;

/** An upload into a temporary file beside the place of the object. */
final class LocalUpload implements Upload {
  private enum Phase {
    OPEN,
    BROKEN,
    ENDED
  }

  private final ObjectKey key;
  private final Place place;
  private final TemporaryFile file;
  private final Precondition precondition;
  private final Publication publication;
  private final FileErrors errors;
  private final OutputStream output = new Output();
  private volatile Phase phase = Phase.OPEN;
  private volatile Consumer<LocalUpload> whenEnded = upload -> {};

  LocalUpload(
      ObjectKey key,
      Place place,
      TemporaryFile file,
      Precondition precondition,
      Publication publication,
      FileErrors errors) {
    this.key = key;
    this.place = place;
    this.file = file;
    this.precondition = precondition;
    this.publication = publication;
    this.errors = errors;
  }

  /** Whom to tell when it is committed or closed. */
  LocalUpload whenEnded(Consumer<LocalUpload> listener) {
    whenEnded = listener;
    return this;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public ObjectStat commit() throws StorageException {
    if (phase == Phase.BROKEN) {
      throw errors.broken("upload", key.value());
    }
    if (phase == Phase.ENDED) {
      throw errors.closed("upload", key.value(), null);
    }
    phase = Phase.BROKEN;
    try {
      ObjectStat stat = publication.publish("upload", key, place, file, precondition);
      phase = Phase.ENDED;
      whenEnded.accept(this);
      return stat;
    } catch (IOException e) {
      throw errors.translate("upload", key.value(), e);
    }
  }

  @Override
  public void close() throws StorageException {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    whenEnded.accept(this);
    try {
      file.close();
    } catch (IOException e) {
      throw errors.translate("upload", key.value(), e);
    }
  }

  private final class Output extends OutputStream {
    private boolean closed;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (closed || phase != Phase.OPEN) {
        throw errors.closed("upload", key.value(), null);
      }
      try {
        file.write(bytes, offset, length);
      } catch (IOException e) {
        phase = Phase.BROKEN;
        throw errors.translate("upload", key.value(), e);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
