package io.runpaths.local;

import io.runpaths.spi.ByteRange;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads files. What is told of a file and what is read of it are of one version: a look before and
 * a look after the file is opened must agree, else it is read again, since others replace files at
 * any time. Only regular files are opened. Safe for use by several threads.
 */
final class Reader {
  private static final int MAX_ATTEMPTS = 100;
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Places places;
  private final FileErrors errors;
  private final Promises promises;
  private final Clock clock;

  /**
   * A file that is open for reading.
   *
   * @param snapshot the version that it has
   * @param channel its content, of which {@code snapshot.state().size()} bytes count
   */
  record Opened(Snapshot snapshot, FileChannel channel) implements Closeable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  Reader(Places places, FileErrors errors, Promises promises, Clock clock) {
    this.places = places;
    this.errors = errors;
    this.promises = promises;
    this.clock = clock;
  }

  Optional<ObjectStat> stat(ObjectKey key) throws IOException {
    Place place = places.toRead("stat", key.value());
    Snapshot found = place == null ? null : look("stat", place);
    return found == null
        ? Optional.empty()
        : Optional.of(stat(key, found.state(), found.version()));
  }

  boolean exists(ObjectKey key) throws IOException {
    Place place = places.toFind("stat", key.value());
    return place != null && file("stat", place) != null;
  }

  /** What is told of a version of a file. */
  ObjectStat stat(ObjectKey key, FileState state, Version version) throws IOException {
    ObjectStat.Builder stat = ObjectStat.builder(key, state.size(), version, state.modified());
    if (promises.storeTime()) {
      stat.storeTime(clock.instant());
    }
    return stat.build();
  }

  ObjectContent read(ObjectKey key, ReadOptions options) throws IOException {
    Place place = places.toRead("read", key.value());
    if (place == null) {
      throw errors.notFound("read", key.value(), null);
    }
    Version wanted = options.ifVersion().orElse(null);
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Snapshot found = look("read", place);
      if (found == null) {
        throw errors.notFound("read", key.value(), null);
      }
      byte[] bytes = found.bytes();
      if (bytes != null) {
        check("read", key.value(), wanted, found.version());
        Slice slice = slice(key.value(), options.range(), bytes.length);
        return new ObjectContent(
            stat(key, found.state(), found.version()),
            slice.length(),
            new ByteArrayInputStream(bytes, (int) slice.offset(), (int) slice.length()));
      }
      Opened opened = open(found);
      if (opened != null) {
        return content(key, options.range(), wanted, opened);
      }
    }
    throw replacedAgainAndAgain("read", key.value());
  }

  private ObjectContent content(
      ObjectKey key, ByteRange range, @Nullable Version wanted, Opened opened) throws IOException {
    boolean handedOver = false;
    try {
      Snapshot found = opened.snapshot();
      check("read", key.value(), wanted, found.version());
      Slice slice = slice(key.value(), range, found.state().size());
      ObjectStat stat = stat(key, found.state(), found.version());
      FileStream stream =
          new FileStream(
              errors, key.value(), opened, slice.offset(), slice.length(), wanted != null);
      handedOver = true;
      return new ObjectContent(stat, slice.length(), stream);
    } finally {
      if (!handedOver) {
        opened.close();
      }
    }
  }

  /**
   * Looks at the file of a place; a small one is read.
   *
   * @return its present version, or null if there is no file
   * @throws StorageException if it is a pipe, socket or device, or a link that leads out of the
   *     root
   */
  @Nullable Snapshot look(String operation, Place place) throws IOException {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      Found found = file(operation, place);
      if (found == null) {
        return null;
      }
      Path path = found.path();
      FileState before = found.state();
      if (before.size() > Versions.SMALL) {
        return Snapshot.large(path, before);
      }
      byte[] bytes = bytes(path, (int) before.size());
      FileState after = bytes == null ? null : FileState.of(path);
      if (bytes == null || after == null || bytes.length < before.size()) {
        continue;
      }
      // A file that grows (a log) is read as long as it was at first.
      boolean grown = after.sameFile(before) && after.size() > before.size();
      if (grown || after.unchanged(before)) {
        return Snapshot.small(path, before, bytes);
      }
    }
    throw replacedAgainAndAgain(operation, place.key());
  }

  /**
   * Opens a file that was looked at.
   *
   * @return the open file, or null if it is another one by now
   */
  @Nullable Opened open(Snapshot seen) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(seen.path(), READ);
    } catch (NoSuchFileException e) {
      return null;
    }
    boolean kept = false;
    try {
      FileState now = FileState.of(seen.path());
      if (now == null || !now.sameFile(seen.state()) || now.size() <= Versions.SMALL) {
        return null;
      }
      kept = true;
      return new Opened(Snapshot.large(seen.path(), now), channel);
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }

  void check(String operation, String key, @Nullable Version wanted, Version found)
      throws StorageException {
    if (wanted != null && !wanted.equals(found)) {
      throw errors.differs(operation, key, "is in another version now");
    }
  }

  StorageException replacedAgainAndAgain(String operation, String key) {
    return errors.conflict(operation, key, "it is replaced again and again");
  }

  private record Found(Path path, FileState state) {}

  /** The regular file of a place, links followed inside the root; null if there is none. */
  private @Nullable Found file(String operation, Place place) throws IOException {
    Place at = place;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      FileState state = FileState.of(at.path());
      if (state == null) {
        return null;
      }
      switch (state.kind()) {
        case FILE -> {
          return new Found(at.path(), state);
        }
        case FOLDER -> {
          return null;
        }
        case SPECIAL -> throw errors.special(operation, place.key());
        case LINK -> {
          Place next = places.followed(operation, at);
          if (next == null) {
            return null;
          }
          at = next;
        }
      }
    }
    throw replacedAgainAndAgain(operation, place.key());
  }

  /** The first bytes of a file, fewer if it is shorter; null if it is gone. */
  private static byte @Nullable [] bytes(Path path, int size) throws IOException {
    byte[] bytes = new byte[size];
    try (FileChannel channel = FileChannel.open(path, READ)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          return Arrays.copyOf(bytes, buffer.position());
        }
      }
      return bytes;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private record Slice(long offset, long length) {}

  private Slice slice(String key, ByteRange range, long size) throws StorageException {
    if (range instanceof ByteRange.Slice asked && asked.offset() < size) {
      return new Slice(asked.offset(), Math.min(asked.length(), size - asked.offset()));
    }
    if (range instanceof ByteRange.Suffix asked && size > 0) {
      long length = Math.min(asked.length(), size);
      return new Slice(size - length, length);
    }
    if (range instanceof ByteRange.All) {
      return new Slice(0, size);
    }
    throw new RangeNotSatisfiableException(
        "read",
        key,
        Reason.RANGE,
        errors.shown(key)
            + " has "
            + size
            + " bytes, and what was asked for lies behind its end;"
            + " ask for less.",
        null);
  }
}
