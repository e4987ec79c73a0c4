package io.runpaths.spi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * An open read: what the store tells of the object, and a stream of bytes of that very version.
 *
 * <p>The stream gives exactly the range asked for and then ends; if the source breaks off early or
 * the bytes of a whole read differ from their checksum, it throws {@link CorruptDataException} or
 * {@link UnavailableException} and never ends as if all were well. Not safe for use by several
 * threads. The caller closes it.
 */
public final class ObjectContent implements Closeable {
  private final ObjectStat stat;
  private final long length;
  private final InputStream stream;

  /**
   * Joins a stat and a stream of the same version.
   *
   * @param stat the object as a whole
   * @param length how many bytes the stream gives
   * @param stream the bytes asked for
   */
  public ObjectContent(ObjectStat stat, long length, InputStream stream) {
    this.stat = Objects.requireNonNull(stat, "stat");
    this.length = length;
    this.stream = Objects.requireNonNull(stream, "stream");
  }

  /**
   * The object as a whole, not just the range.
   *
   * @return its stat
   */
  public ObjectStat stat() {
    return stat;
  }

  /**
   * How many bytes the stream gives in all.
   *
   * @return the length of the range in bytes
   */
  public long length() {
    return length;
  }

  /**
   * The bytes asked for.
   *
   * @return the stream; closing it is the same as closing this
   */
  public InputStream stream() {
    return stream;
  }

  /** Ends the read; the rest of the bytes is not fetched. */
  @Override
  public void close() throws IOException {
    stream.close();
  }
}
