package io.runpaths.gcs;

import com.google.api.client.http.HttpHeaders;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Op;
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
    OptionalLong stored = number(headers, STORED);
    if (got.status() != 206) {
      return stored.isPresent() ? stored : number(headers, "Content-Length");
    }
    Matcher range = range(headers);
    if (range.matches()) {
      return OptionalLong.of(Long.parseLong(range.group(3)));
    }
    if (isWhole(got)) {
      return stored;
    }
    throw new NotGcsException("the answer does not tell which bytes it brings");
  }

  private static OptionalLong number(HttpHeaders headers, String name) {
    return ObjectHeaders.number(headers, name).map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /**
   * Whether an answer brings the whole object. So does a range that is none but is as long as the
   * object: of nothing no range can be written, which servers try with "0--1", and some begin that
   * of a suffix before the object's first byte.
   */
  private static boolean isWhole(Bulk.Got got) {
    if (got.status() != 206) {
      return true;
    }
    OptionalLong stored = number(got.headers(), STORED);
    return !range(got.headers()).matches()
        && stored.isPresent()
        && stored.equals(number(got.headers(), "Content-Length"));
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
   * What an answer brings of what was asked for.
   *
   * @param total the object's length
   * @throws RangeNotSatisfiableException if the range begins behind the object's end
   * @throws CorruptDataException if it brings other bytes
   */
  static Extent of(Op op, Bulk.Got got, long total, ByteRange range) throws StorageException {
    Extent asked = asked(op, total, range);
    if (isWhole(got)) {
      return new Extent(asked.first(), asked.length(), asked.first());
    }
    if (!isRange(got.headers(), asked.first(), asked.first() + asked.length() - 1)) {
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
    return asked;
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
