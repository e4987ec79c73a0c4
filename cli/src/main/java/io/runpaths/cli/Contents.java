package io.runpaths.cli;

import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.Reason;
import java.io.IOException;
import java.io.OutputStream;

/** Moves the bytes of artifacts. */
final class Contents {
  private Contents() {}

  /** Copies all bytes, and makes sure that they were all. */
  static long copy(Location from, ObjectContent content, OutputStream out) throws IOException {
    long copied = content.stream().transferTo(out);
    if (copied != content.length()) {
      throw new CorruptDataException(
          "read",
          from.uri(),
          Reason.CHECKSUM,
          from.display()
              + " gave "
              + copied
              + " bytes of "
              + content.length()
              + "; try again, and check the store if it stays so.",
          null);
    }
    return copied;
  }
}
