package io.runpaths.gcs.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of bytes as a download asks for it.
 *
 * @param from the first byte
 * @param to the byte after the last
 */
record ByteRange(long from, long to) {
  private static final Pattern ONE = Pattern.compile("bytes=(\\d*)-(\\d*)");

  /**
   * The range asked for of an object of some size. Nothing where the header is of another form:
   * such a header is ignored.
   */
  static Optional<ByteRange> of(String header, long size) {
    Matcher form = ONE.matcher(header.strip());
    if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (form.group(1).isEmpty()) {
      long last = Long.parseLong(form.group(2));
      return satisfiable(new ByteRange(Math.max(0, size - last), size), size);
    }
    long from = Long.parseLong(form.group(1));
    long to = form.group(2).isEmpty() ? size : Math.min(size, Long.parseLong(form.group(2)) + 1);
    if (!form.group(2).isEmpty() && Long.parseLong(form.group(2)) < from) {
      return Optional.empty();
    }
    return satisfiable(new ByteRange(from, to), size);
  }

  private static Optional<ByteRange> satisfiable(ByteRange range, long size) {
    if (range.from >= size || range.from >= range.to) {
      throw new ApiError(
          416, "requestedRangeNotSatisfiable", "The requested range cannot be satisfied.");
    }
    return Optional.of(range);
  }
}
