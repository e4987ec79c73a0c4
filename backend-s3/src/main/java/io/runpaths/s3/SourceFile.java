package io.runpaths.s3;

import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.remote.Op;
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
final class SourceFile {
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
   * @param size how many bytes it was said to have
   * @throws CorruptDataException if it has more or fewer
   */
  static SourceFile of(Op op, Path file, long size) throws StorageException {
    SourceFile source = new SourceFile(op, file, size, attributes(op, file).lastModifiedTime());
    source.requireUnchanged();
    return source;
  }

  /**
   * Makes sure that it is still the same, after it was read.
   *
   * @throws CorruptDataException if it was written
   */
  void requireUnchanged() throws StorageException {
    BasicFileAttributes now = attributes(op, file);
    if (now.size() != size || !now.lastModifiedTime().equals(modified)) {
      throw new CorruptDataException(
          op.name(),
          op.location(),
          Reason.CHECKSUM,
          "The file for the "
              + op
              + " was said to have "
              + size
              + " bytes and was written since; write nothing to it while it is sent.",
          null);
    }
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
