package io.runpaths.gcs;

import com.google.api.client.http.HttpHeaders;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Op;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of an object an answer brings.
 *
 * @param first the first byte asked for
 * @param length how many are given to the caller
 * @param skip how many come before them, from servers that ignore the range
 */
record Extent(long first, long length, long skip) {
  private static final String STORED = "X-Goog-Stored-Content-Length";
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

  /** The header that asks for a range; null for all bytes. */
  static @Nullable String header(ByteRange range) {
    if (range instanceof ByteRange.Slice slice) {
      long last = slice.offset() + slice.length() - 1;
      return "bytes=" + slice.offset() + "-" + (last >= Long.MAX_VALUE - 1 ? "" : last);
    }
    if (range instanceof ByteRange.Suffix suffix) {
      return "bytes=-" + suffix.length();
    }
    return null;
  }

  /**
   * The length of the whole object as it is stored.
   *
   * @return empty if the answer does not tell it
   * @throws NotGcsException if its bytes are not those stored, or nobody knows which
   */
  static OptionalLong total(Bulk.Got got) throws NotGcsException {
    HttpHeaders headers = got.headers();
    if (ObjectHeaders.first(headers, "X-GUploader-Response-Body-Transformations").isPresent()) {
      throw new NotGcsException("the object was unpacked on the way");
    }
    Matcher range = range(headers);
    if (range.matches()) {
      return OptionalLong.of(Long.parseLong(range.group(3)));
    }
    OptionalLong stored = number(headers, STORED);
    if (!isWhole(got)) {
      throw new NotGcsException("the answer does not tell which bytes it brings");
    }
    return stored.isPresent() ? stored : number(headers, "Content-Length");
  }

  private static OptionalLong number(HttpHeaders headers, String name) {
    return ObjectHeaders.number(headers, name).map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /**
   * Whether an answer that tells no range brings the whole object. So does one with the status of a
   * part that is as long as the object: of nothing no range can be written, which servers try with
   * "0--1", and some begin that of an end before the object's first byte.
   */
  private static boolean isWhole(Bulk.Got got) {
    return got.status() != 206 || isAsLongAsStored(got).orElse(false);
  }

  /** Absent where the lengths are not told. */
  private static Optional<Boolean> isAsLongAsStored(Bulk.Got got) {
    OptionalLong stored = number(got.headers(), STORED);
    OptionalLong length = number(got.headers(), "Content-Length");
    return stored.isPresent() && length.isPresent()
        ? Optional.of(stored.equals(length))
        : Optional.empty();
  }

  private static Matcher range(HttpHeaders headers) {
    return CONTENT_RANGE.matcher(ObjectHeaders.first(headers, "Content-Range").orElse(""));
  }

  /** Whether an answer brings exactly these bytes. */
  static boolean isRange(HttpHeaders headers, long from, long to) {
    Matcher range = range(headers);
    return range.matches()
        && Long.parseLong(range.group(1)) == from
        && Long.parseLong(range.group(2)) == to;
  }

  /**
   * What an answer brings of what was asked for. A range that it tells counts, whatever its status
   * is: some servers give a part with the status of the whole.
   *
   * @param total the object's length
   * @throws RangeNotSatisfiableException if the range begins behind the object's end
   * @throws CorruptDataException if it brings other bytes
   * @throws NotGcsException if nobody knows which bytes it brings
   */
  static Extent of(Op op, Bulk.Got got, long total, ByteRange range) throws IOException {
    Extent asked = asked(op, total, range);
    Matcher told = range(got.headers());
    if (!told.matches()) {
      if (asked.length() < total && !isAsLongAsStored(got).orElse(true)) {
        throw new NotGcsException("the answer does not tell which bytes it brings");
      }
      return new Extent(asked.first(), asked.length(), asked.first());
    }
    long from = Long.parseLong(told.group(1));
    long to = Long.parseLong(told.group(2));
    long last = asked.first() + asked.length() - 1;
    boolean exact = from == asked.first() && to == last;
    if (!exact && (got.status() == 206 || from > asked.first() || to < last)) {
      throw new CorruptDataException(
          op.name(),
          op.location(),
          Reason.MALFORMED,
          "The "
              + op
              + " got the range "
              + ObjectHeaders.first(got.headers(), "Content-Range").orElse("")
              + ", which was not asked for; read it again.",
          null);
    }
    return new Extent(asked.first(), asked.length(), asked.first() - from);
  }

  private static Extent asked(Op op, long total, ByteRange range) throws StorageException {
    if (range instanceof ByteRange.Slice slice) {
      if (slice.offset() >= total) {
        throw behind(op, total);
      }
      return new Extent(slice.offset(), Math.min(slice.length(), total - slice.offset()), 0);
    }
    if (range instanceof ByteRange.Suffix suffix) {
      if (total == 0) {
        throw behind(op, total);
      }
      long length = Math.min(suffix.length(), total);
      return new Extent(total - length, length, 0);
    }
    return new Extent(0, total, 0);
  }

  private static StorageException behind(Op op, long total) {
    return new RangeNotSatisfiableException(
        op.name(),
        op.location(),
        Reason.RANGE,
        "The " + op + " asks for bytes behind the object's end; it has " + total + ".",
        null);
  }
}
