package io.runpaths.spi.remote;

import io.runpaths.spi.Body;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * The bytes of one request: of known length, read as often as needed, their checksum taken before
 * the first is sent.
 */
public final class Payload {
  /** Where the bytes come from. */
  public interface Source {
    /**
     * Begins at the first byte.
     *
     * @return a fresh stream
     * @throws IOException if it cannot be read
     */
    InputStream open() throws IOException;
  }

  private static final int BUFFER = 64 << 10;

  /** What is kept in memory, so that a small file is opened and read once and not for each use. */
  private static final int SMALL = 128 << 10;

  private final Source source;
  private final long size;
  private final int crc32c;

  private Payload(Source source, long size, int crc32c) {
    this.source = source;
    this.size = size;
    this.crc32c = crc32c;
  }

  /**
   * All bytes of a body.
   *
   * @param op what they are for, for messages
   * @param body the body
   * @return they, read once for their checksum
   * @throws CorruptDataException if it has more or fewer than it says
   * @throws StorageException if it cannot be read
   */
  public static Payload of(Op op, Body body) throws StorageException {
    return body.size() <= SMALL
        ? inMemory(op, body, (int) body.size())
        : of(op, body::open, body.size());
  }

  private static Payload inMemory(Op op, Body body, int size) throws StorageException {
    byte[] bytes = new byte[size + 1];
    int seen;
    try (InputStream in = body.open()) {
      seen = in.readNBytes(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw unreadable(op, e);
    }
    requireLength(op, size, seen);
    return of(bytes, size);
  }

  /**
   * A stretch of a file.
   *
   * @param op what it is for, for messages
   * @param file the file
   * @param offset the first byte
   * @param size how many bytes
   * @return they, read once for their checksum
   * @throws StorageException if they cannot be read, or are fewer
   */
  public static Payload of(Op op, Path file, long offset, long size) throws StorageException {
    return of(op, () -> slice(file, offset, size), size);
  }

  /**
   * The first bytes of an array.
   *
   * @param bytes the array, not to be changed any more
   * @param size how many bytes
   * @return they
   */
  public static Payload of(byte[] bytes, int size) {
    return new Payload(
        () -> new ByteArrayInputStream(bytes, 0, size), size, Crc32c.of(bytes, 0, size));
  }

  /**
   * Bytes whose checksum is known already.
   *
   * @param source gives them
   * @param size how many they are
   * @param crc32c their CRC-32C
   * @return they
   */
  public static Payload of(Source source, long size, int crc32c) {
    return new Payload(source, size, crc32c);
  }

  private static Payload of(Op op, Source source, long size) throws StorageException {
    CRC32C crc = new CRC32C();
    long seen = 0;
    try (InputStream in = source.open()) {
      byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER, size + 1))];
      for (int n; (n = in.read(buffer)) >= 0; seen += n) {
        crc.update(buffer, 0, n);
        if (seen > size) {
          break;
        }
      }
    } catch (IOException e) {
      throw unreadable(op, e);
    }
    requireLength(op, size, seen);
    return new Payload(source, size, (int) crc.getValue());
  }

  /**
   * What it means that bytes cannot be read.
   *
   * @param op what they are for, for messages
   * @param e why they cannot
   * @return what to throw
   */
  static StorageException unreadable(Op op, IOException e) {
    if (isInterrupt(e)) {
      return new UnavailableException(
          op.name(),
          op.location(),
          Reason.INTERRUPTED,
          "The " + op + " was interrupted while its bytes were read.",
          e);
    }
    return new UnavailableException(
        op.name(),
        op.location(),
        Reason.OTHER,
        "The bytes for the " + op + " cannot be read: " + e.getMessage(),
        e);
  }

  /** Whether a file was closed because its thread was interrupted, as Java does with channels. */
  static boolean isInterrupt(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  private static void requireLength(Op op, long size, long seen) throws StorageException {
    if (seen != size) {
      throw new CorruptDataException(
          op.name(),
          op.location(),
          Reason.CHECKSUM,
          "The bytes for the "
              + op
              + " were said to be "
              + size
              + " and are "
              + (seen > size ? "more" : "only " + seen)
              + "; write nothing else to the source while it is sent.",
          null);
    }
  }

  /**
   * How many bytes they are.
   *
   * @return the number
   */
  public long size() {
    return size;
  }

  /**
   * Their CRC-32C.
   *
   * @return the value
   */
  public int crc32c() {
    return crc32c;
  }

  /**
   * Their MD5 in Base64, as the header {@code Content-MD5} has it.
   *
   * @return 24 characters
   * @throws IOException if they cannot be read
   */
  public String md5() throws IOException {
    return Base64.getEncoder().encodeToString(md5Bytes());
  }

  /**
   * The same, where the bytes are a caller's.
   *
   * @param op what they are for, for messages
   * @return 24 characters
   * @throws StorageException if they cannot be read
   */
  public String md5(Op op) throws StorageException {
    try {
      return md5();
    } catch (IOException e) {
      throw unreadable(op, e);
    }
  }

  private byte[] md5Bytes() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no MD5.", e);
    }
    try (InputStream in = source.open()) {
      byte[] buffer = new byte[BUFFER];
      for (int n; (n = in.read(buffer)) >= 0; ) {
        digest.update(buffer, 0, n);
      }
    }
    return digest.digest();
  }

  /**
   * A fresh stream, which fails where the source gives other than {@link #size} bytes.
   *
   * @return the stream
   * @throws UncheckedIOException if the source cannot be read
   */
  public InputStream stream() {
    try {
      return new Exactly(source.open(), size);
    } catch (IOException e) {
      throw new UncheckedIOException(new SourceFailedException(String.valueOf(e.getMessage()), e));
    }
  }

  private static InputStream slice(Path file, long offset, long size) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      channel.position(offset);
      return new Stretch(Channels.newInputStream(channel), size);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The source of a body failed: sending again would not help. */
  public static final class SourceFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * A failed source.
     *
     * @param message what happened
     * @param cause why
     */
    public SourceFailedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The first bytes of a longer stream. */
  private static final class Stretch extends InputStream {
    private final InputStream in;
    private long left;

    Stretch(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = in.read(bytes, offset, (int) Math.min(length, left));
      left -= Math.max(0, n);
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Turns a source that ends early, or fails, into a failure that is told from the network's. */
  private static final class Exactly extends InputStream {
    private final InputStream in;
    private final long size;
    private long seen;

    Exactly(InputStream in, long size) {
      this.in = in;
      this.size = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n;
      try {
        n = in.read(bytes, offset, length);
      } catch (IOException e) {
        throw new SourceFailedException(String.valueOf(e.getMessage()), e);
      }
      seen += Math.max(0, n);
      if (seen > size || (n < 0 && seen < size)) {
        throw new SourceFailedException(
            "The source was said to have " + size + " bytes and changed while it was sent.",
            new IOException("length"));
      }
      return n;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
