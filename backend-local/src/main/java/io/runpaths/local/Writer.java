package io.runpaths.local;

import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Version;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Writes objects whole: from bodies and from other files. Safe for use by several threads. */
final class Writer {
  private static final int CHUNK = 64 * 1024;

  private final Places places;
  private final Folders folders;
  private final Reader reader;
  private final Publication publication;
  private final FileErrors errors;

  Writer(
      Places places, Folders folders, Reader reader, Publication publication, FileErrors errors) {
    this.places = places;
    this.folders = folders;
    this.reader = reader;
    this.publication = publication;
    this.errors = errors;
  }

  ObjectStat put(ObjectKey key, Body body, PutOptions options) throws IOException {
    Place place = places.toWrite("put", key.value());
    if (body.size() > Versions.SMALL) {
      failEarly("put", place, options.precondition());
    }
    try (TemporaryFile file = TemporaryFile.beside(place, folders)) {
      fill(key.value(), file, body);
      return publication.publish("put", key, place, file, options.precondition());
    }
  }

  LocalUpload upload(ObjectKey key, PutOptions options) throws IOException {
    Place place = places.toWrite("upload", key.value());
    failEarly("upload", place, options.precondition());
    return new LocalUpload(
        key,
        place,
        TemporaryFile.beside(place, folders),
        options.precondition(),
        publication,
        errors);
  }

  /** Copies a file that another reader sees, perhaps below another root. */
  ObjectStat copy(Reader from, Place source, Version version, ObjectKey key) throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      Snapshot found = from.look("copy", source);
      if (found == null) {
        throw errors.notFound("copy", source.key(), null);
      }
      reader.check("copy", key.value(), version, found.version());
      byte[] bytes = found.bytes();
      if (bytes != null) {
        return copy(key, file -> file.write(bytes, 0, bytes.length));
      }
      try (Reader.Opened opened = from.open(found)) {
        if (opened != null) {
          reader.check("copy", key.value(), version, opened.snapshot().version());
          return copy(key, file -> copyLarge(key, opened, file));
        }
      }
    }
    throw reader.replacedAgainAndAgain("copy", source.key());
  }

  /** What fills a temporary file. */
  private interface Filling {
    void into(TemporaryFile file) throws IOException;
  }

  private ObjectStat copy(ObjectKey key, Filling filling) throws IOException {
    Place place = places.toWrite("copy", key.value());
    try (TemporaryFile file = TemporaryFile.beside(place, folders)) {
      filling.into(file);
      return publication.publish("copy", key, place, file, Precondition.NONE);
    }
  }

  private void copyLarge(ObjectKey key, Reader.Opened source, TemporaryFile file)
      throws IOException {
    FileState then = source.snapshot().state();
    long copied = file.write(source.channel(), then.size());
    FileState now = FileState.of(source.snapshot().path());
    boolean changed = now != null && now.sameFile(then) && !now.unchanged(then);
    if (copied < then.size() || changed) {
      throw errors.differs(
          "copy", key.value(), "has a source that was changed while it was copied");
    }
  }

  /** Spares the bytes of an object that could not be published anyway. */
  private void failEarly(String operation, Place place, Precondition precondition)
      throws IOException {
    if (precondition instanceof Precondition.IfAbsent) {
      FileState old = FileState.of(place.path());
      if (old != null && old.kind() != FileState.Kind.FOLDER) {
        throw errors.exists(operation, place.key(), null);
      }
    }
  }

  private void fill(String key, TemporaryFile file, Body body) throws IOException {
    long size = body.size();
    Optional<Path> source = size > Versions.SMALL ? body.file() : Optional.empty();
    if (source.isPresent()) {
      try (FileChannel channel = FileChannel.open(source.get(), StandardOpenOption.READ)) {
        if (file.write(channel, size) < size || channel.size() > size) {
          throw wrongLength(key, size);
        }
      }
      return;
    }
    try (Source stream = new Source(key, body)) {
      byte[] buffer = new byte[(int) Math.min(size + 1, CHUNK)];
      long left = size;
      // One byte more than announced is asked for, so that a source that has more is found out.
      for (int count = stream.read(buffer, left + 1); count > 0 && left >= 0; ) {
        left -= count;
        if (left >= 0) {
          file.write(buffer, 0, count);
          count = stream.read(buffer, left + 1);
        }
      }
      if (left != 0) {
        throw wrongLength(key, size);
      }
    }
  }

  /** A body's stream, whose failures are told from those of the disk. */
  private final class Source implements Closeable {
    private final String key;
    private final InputStream stream;

    Source(String key, Body body) throws IOException {
      this.key = key;
      try {
        stream = body.open();
      } catch (IOException e) {
        throw errors.source("put", key, e);
      }
    }

    int read(byte[] buffer, long most) throws IOException {
      try {
        return stream.readNBytes(buffer, 0, (int) Math.min(most, buffer.length));
      } catch (IOException e) {
        throw errors.source("put", key, e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        stream.close();
      } catch (IOException e) {
        throw errors.source("put", key, e);
      }
    }
  }

  private IOException wrongLength(String key, long size) {
    return errors.corrupt(
        "put", key, "was not written: its source did not give the " + size + " bytes announced.");
  }
}
