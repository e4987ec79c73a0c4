package io.runpaths.spi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What a put writes: bytes of a known length that can be read more than once, so that a retry sends
 * the same again. For bytes that come once, or whose number is not known, use {@link
 * StorageBackend#upload}.
 *
 * <p>Implementations are safe for use by several threads, each with a stream of its own.
 */
public interface Body {
  /**
   * How many bytes {@link #open} gives.
   *
   * @return the length in bytes
   */
  long size();

  /**
   * A fresh stream over all bytes; the caller closes it.
   *
   * @return the stream
   * @throws IOException if the source cannot be read
   */
  InputStream open() throws IOException;

  /**
   * The file behind the body, so that a backend may read parts of it in any order.
   *
   * @return the file, if there is one
   */
  default Optional<Path> file() {
    return Optional.empty();
  }

  /**
   * A body of the given bytes, which the caller must not change afterwards.
   *
   * @param bytes the content
   * @return the body
   */
  static Body of(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return new Body() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  /**
   * A body of the UTF-8 form of a text.
   *
   * @param text the content
   * @return the body
   */
  static Body of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A body of a file's content. Its length is taken now; a file that changes its length while it is
   * sent makes the put fail.
   *
   * @param file a regular file
   * @return the body
   * @throws IOException if the file does not exist or is not a regular file
   */
  static Body ofFile(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          Files.exists(file)
              ? "Not a regular file: " + file + "; give the files below a folder one by one."
              : "No such file: " + file + "; check the name.");
    }
    long size = Files.size(file);
    return new Body() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }

      @Override
      public Optional<Path> file() {
        return Optional.of(file);
      }
    };
  }
}
