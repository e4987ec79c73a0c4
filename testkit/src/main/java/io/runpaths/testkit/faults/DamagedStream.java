package io.runpaths.testkit.faults;

import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stream that breaks off, or has a wrong bit in it. */
final class DamagedStream extends InputStream {
  private static final long NEVER = Long.MAX_VALUE;

  private final InputStream source;
  private final String location;
  private final long end;
  private final long flipped;
  private final boolean verified;
  private long at;

  private DamagedStream(
      InputStream source, String location, long end, long flipped, boolean verified) {
    this.source = source;
    this.location = location;
    this.end = end;
    this.flipped = flipped;
    this.verified = verified;
  }

  static InputStream truncated(InputStream source, String location, long bytes) {
    return new DamagedStream(source, location, bytes, NEVER, false);
  }

  /** Flips a bit; the end of the stream notices it where the read is verified by a checksum. */
  static InputStream flipped(InputStream source, String location, long offset, boolean verified) {
    return new DamagedStream(source, location, NEVER, offset, verified);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (at >= end) {
      throw new UnavailableException(
          "read",
          location,
          Reason.UNREACHABLE,
          "The connection broke while " + location + " was read; read it again.",
          null);
    }
    int read = source.read(target, offset, (int) Math.min(length, end - at));
    if (read < 0) {
      if (verified && at > flipped) {
        throw new CorruptDataException(
            "read",
            location,
            Reason.CHECKSUM,
            "The bytes of " + location + " differ from their checksum; read it again.",
            null);
      }
      return read;
    }
    if (flipped >= at && flipped < at + read) {
      target[offset + (int) (flipped - at)] ^= 1;
    }
    at += read;
    return read;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
