package io.runpaths.s3;

import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Op;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Which bytes of an object an answer brings.
 *
 * @param first the first byte asked for
 * @param length how many are given to the caller
 * @param skip how many come before them, from servers that ignore the range
 */
record Extent(long first, long length, long skip) {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/[0-9]{1,18}");

  /** Also of an empty object, of whose end MinIO gives {@code bytes 0--1/0}. */
  private static final Pattern TOTAL = Pattern.compile("bytes [-0-9*]{1,40}/([0-9]{1,18})");

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
   * Makes sure that an answer tells the object's length.
   *
   * @throws NotS3Exception if it does not
   */
  static void check(SdkHttpResponse http) throws NotS3Exception {
    if (told(http).isEmpty()) {
      throw new NotS3Exception("the answer does not tell how long the object is");
    }
  }

  /** The length of the whole object as a checked answer tells it. */
  static long length(SdkHttpResponse http) {
    return told(http).orElseThrow();
  }

  private static Optional<Long> told(SdkHttpResponse http) {
    if (http.statusCode() == 206) {
      Matcher total = TOTAL.matcher(http.firstMatchingHeader("Content-Range").orElse(""));
      return total.matches() ? Optional.of(Long.parseLong(total.group(1))) : Optional.empty();
    }
    return ObjectHeaders.number(http, "Content-Length");
  }

  private static Matcher range(SdkHttpResponse http) {
    return CONTENT_RANGE.matcher(http.firstMatchingHeader("Content-Range").orElse(""));
  }

  /** Whether an answer brings exactly these bytes. */
  static boolean isRange(SdkHttpResponse http, long from, long to) {
    Matcher range = range(http);
    return range.matches()
        && Long.parseLong(range.group(1)) == from
        && Long.parseLong(range.group(2)) == to;
  }

  /** Whether the range that an answer brings is the whole object. */
  static boolean isWhole(SdkHttpResponse http) {
    return told(http).filter(total -> isRange(http, 0, total - 1)).isPresent();
  }

  /**
   * What a checked answer brings of what was asked for.
   *
   * @param total the object's length
   * @throws RangeNotSatisfiableException if the range begins behind the object's end
   * @throws CorruptDataException if it brings other bytes
   */
  static Extent of(Op op, SdkHttpResponse http, long total, ByteRange range)
      throws StorageException {
    Extent asked = asked(op, total, range);
    if (http.statusCode() != 206) {
      return new Extent(asked.first(), asked.length(), asked.first());
    }
    if (!isRange(http, asked.first(), asked.first() + asked.length() - 1)) {
      throw new CorruptDataException(
          op.name(),
          op.location(),
          Reason.MALFORMED,
          "The "
              + op
              + " got the range "
              + http.firstMatchingHeader("Content-Range").orElse("")
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
