package io.runpaths.local;

import io.runpaths.spi.Version;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file in the making, beside the place where it will appear. Closing one that was not published
 * removes it, and the folders that were made for it as far as they are empty. Not safe for use by
 * several threads.
 */
final class TemporaryFile implements Closeable {
  /** Short enough for file systems that take less than 255 bytes (eCryptfs takes 143). */
  private static final int MAX_NAME_BYTES = 140;

  private static final int MAX_ATTEMPTS = 1_000;
  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  /**
   * What lies in a finished temporary file.
   *
   * @param state its inode, size and time
   * @param version the version that the object will have
   */
  record Sealed(FileState state, Version version) {}

  private final Folders folders;
  private final List<String> made;
  private final Path path;
  private final FileChannel channel;
  private final MessageDigest digest = Versions.digest();
  private long size;
  private boolean published;

  private TemporaryFile(Folders folders, List<String> made, Path path, FileChannel channel) {
    this.folders = folders;
    this.made = made;
    this.path = path;
    this.channel = channel;
  }

  /** Begins a file beside a place, making the folders that are missing. */
  static TemporaryFile beside(Place place, Folders folders) throws IOException {
    List<String> made = new ArrayList<>(0);
    String folder = place.folder();
    try {
      for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        Path path = FileNames.resolve(folders.path(folder), nameFor(place.key()));
        try {
          return new TemporaryFile(folders, made, path, FileChannel.open(path, CREATE));
        } catch (NoSuchFileException e) {
          folders.makeAll(folder, made);
        } catch (FileAlreadyExistsException e) {
          // Somebody has drawn the same random name: draw another.
        }
      }
      throw new FileSystemException(
          place.path().toString(), null, "Its folder is removed again and again");
    } catch (IOException | RuntimeException e) {
      folders.removeAfter(e, made);
      throw e;
    }
  }

  /**
   * A fresh name for a temporary file: the mark, 16 random hex digits, a hyphen and the last name
   * of the key, its end cut off where it is long.
   */
  static String nameFor(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    String start =
        FileNames.TEMPORARY
            + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
            + "-";
    int room = MAX_NAME_BYTES - start.length();
    if (name.length() * 3 > room) {
      while (name.getBytes(StandardCharsets.UTF_8).length > room) {
        name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
      }
    }
    return start + name;
  }

  /** The last name of the key that a temporary file was made for, as far as its name tells. */
  static String nameIn(String temporary) {
    int start = FileNames.TEMPORARY.length() + 16 + 1;
    return temporary.length() > start ? temporary.substring(start) : temporary;
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    if (size + length <= Versions.SMALL) {
      digest.update(bytes, offset, length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    size += length;
  }

  /**
   * Writes the first bytes of a file, which the kernel copies by itself.
   *
   * @return how many there were; fewer than asked for where the file ended before
   */
  long write(FileChannel source, long length) throws IOException {
    long done = 0;
    while (done < length) {
      long more = source.transferTo(done, length - done, channel);
      if (more <= 0) {
        break;
      }
      done += more;
    }
    size += done;
    return done;
  }

  /**
   * Ends the writing. What is larger than {@link Versions#SMALL} gets its time stamped with the
   * full resolution of the machine's clock; the kernel's own stamps are some milliseconds coarse,
   * too coarse to tell two versions apart.
   */
  Sealed seal(boolean durable, Clock clock) throws IOException {
    if (size > Versions.SMALL) {
      Files.setLastModifiedTime(path, FileTime.from(clock.instant()));
    }
    if (durable) {
      channel.force(true);
    }
    channel.close();
    FileState state = FileState.of(path);
    if (state == null) {
      throw new NoSuchFileException(path.toString(), null, "The temporary file was removed");
    }
    Version version =
        size > Versions.SMALL ? Versions.ofState(state) : Versions.ofDigest(digest.digest());
    return new Sealed(state, version);
  }

  /** Says that the file is in its place, and takes the temporary name away where it is left. */
  void published(boolean nameIsLeft) throws IOException {
    published = true;
    // File.delete is one system call; Files.delete looks first, and tells what is wrong.
    if (nameIsLeft && !(FileNames.isDirect(path) && path.toFile().delete())) {
      Files.deleteIfExists(path);
    }
  }

  /** Removes the file unless it was published. Idempotent. */
  @Override
  public void close() throws IOException {
    if (published) {
      return;
    }
    published = true;
    try {
      channel.close();
    } finally {
      try {
        Files.deleteIfExists(path);
      } finally {
        folders.remove(made);
      }
    }
  }
}
