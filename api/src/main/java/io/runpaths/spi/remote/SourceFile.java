package io.runpaths.spi.remote;

import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file that is sent in parts. Each part bears the checksum of what was just read, so that none of
 * them tells that the file was written meanwhile: the object would be old in one part and new in
 * another, or lack what was added.
 */
public final class SourceFile {
  private final Op op;
  private final Path file;
  private final long size;
  private final FileTime modified;

  private SourceFile(Op op, Path file, long size, FileTime modified) {
    this.op = op;
    this.file = file;
    this.size = size;
    this.modified = modified;
  }

  /**
   * The file as it is now, before it is read.
   *
   * @param op what it is for, for messages
   * @param file the file
   * @param size how many bytes it was said to have
   * @return the file
   * @throws CorruptDataException if it has more or fewer
   * @throws StorageException if it cannot be looked at
   */
  public static SourceFile of(Op op, Path file, long size) throws StorageException {
    SourceFile source = new SourceFile(op, file, size, attributes(op, file).lastModifiedTime());
    source.requireUnchanged();
    return source;
  }

  /**
   * Makes sure that it is still the same, after it was read.
   *
   * @throws CorruptDataException if it was written
   * @throws StorageException if it cannot be looked at
   */
  public void requireUnchanged() throws StorageException {
    BasicFileAttributes now = attributes(op, file);
    if (now.size() != size || !now.lastModifiedTime().equals(modified)) {
      throw changed(op, size, "was written since");
    }
  }

  /**
   * Makes sure that a file has no more and no fewer bytes than it was said to have. That is enough
   * where the store knows the checksum of the whole before it takes the first part, and so sees
   * itself that these are the bytes that were promised, though not that more came.
   *
   * @param op what it is for, for messages
   * @param file the file
   * @param size how many bytes it was said to have
   * @throws CorruptDataException if it has more or fewer
   * @throws StorageException if it cannot be looked at
   */
  public static void requireLength(Op op, Path file, long size) throws StorageException {
    long now = attributes(op, file).size();
    if (now != size) {
      throw changed(op, size, "has " + now);
    }
  }

  private static CorruptDataException changed(Op op, long size, String how) {
    return new CorruptDataException(
        op.name(),
        op.location(),
        Reason.CHECKSUM,
        "The file for the "
            + op
            + " was said to have "
            + size
            + " bytes and "
            + how
            + "; write nothing to it while it is sent.",
        null);
  }

  private static BasicFileAttributes attributes(Op op, Path file) throws StorageException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      throw new UnavailableException(
          op.name(),
          op.location(),
          Reason.OTHER,
          "The bytes for the " + op + " cannot be read: " + e.getMessage(),
          e);
    }
  }
}
