package io.runpaths.s3;

import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Outcome;
import io.runpaths.spi.remote.ResumingStream;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Looking at objects and reading them. */
final class Reads {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;
  private final WriteHeaders headers;

  Reads(Location root, Attempts<Site> attempts, WriteHeaders headers) {
    this.root = root;
    this.keys = new Keys(root);
    this.attempts = attempts;
    this.headers = headers;
  }

  /** An object's stat, if it exists. */
  Optional<ObjectStat> stat(ObjectKey key) throws StorageException {
    return head(Op.on("stat", root, key), keys.full(key)).map(http -> stat(key, http));
  }

  /** What is there of a write whose answer was lost. */
  Optional<Outcome.Written> written(Op op, ObjectKey key) throws StorageException {
    return head(op, keys.full(key))
        .map(http -> new Outcome.Written(stat(key, http), ObjectHeaders.writeId(http)));
  }

  static ObjectStat stat(ObjectKey key, SdkHttpResponse http) {
    return ObjectHeaders.stat(key, http, ObjectHeaders.number(http, "Content-Length").orElse(0L));
  }

  /**
   * The headers of an object, if it exists.
   *
   * @param full its key in the bucket
   */
  Optional<SdkHttpResponse> head(Op op, String full) throws StorageException {
    Map<String, String> sent = headers.common();
    sent.put("x-amz-checksum-mode", "ENABLED");
    try {
      return Optional.of(
          attempts.run(
              op,
              site ->
                  site.client()
                      .headObject(
                          head ->
                              head.bucket(root.authority())
                                  .key(full)
                                  .overrideConfiguration(ClientBulk.with(sent)))
                      .sdkHttpResponse()));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Begins a read. */
  ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    Op op = Op.on("read", root, key);
    Version wanted = options.ifVersion().orElse(null);
    Bulk.Got got = get(op, keys.full(key), range(options.range()), wanted);
    try {
      SdkHttpResponse http = got.http();
      Extent extent = extent(op, http, options.range());
      ObjectStat stat = ObjectHeaders.stat(key, http, extent.total());
      if (wanted != null && !stat.version().equals(wanted)) {
        throw new PreconditionFailedException(
            op.name(),
            op.location(),
            Reason.VERSION_DIFFERS,
            "The " + op + " found another version than asked for; read it again.",
            null);
      }
      Integer crc =
          extent.length() == extent.total() ? ObjectHeaders.wholeCrc(http).orElse(null) : null;
      ResumingStream stream =
          new ResumingStream(
              op,
              got,
              extent.skip(),
              extent.first(),
              extent.length(),
              crc,
              (from, to) -> resume(op, keys.full(key), from, to, stat));
      return new ObjectContent(stat, extent.length(), stream);
    } catch (StorageException | RuntimeException e) {
      got.abort();
      throw e;
    }
  }

  private Bulk.Got get(Op op, String full, @Nullable String range, @Nullable Version version)
      throws StorageException {
    Map<String, String> sent = headers.common();
    sent.put("x-amz-checksum-mode", "ENABLED");
    if (range != null) {
      sent.put("Range", range);
    }
    if (version != null) {
      sent.put("If-Match", Versions.quotedEtag(version));
    }
    return attempts.run(op, site -> site.bulk().get(full, sent));
  }

  /** Goes on with a read that broke off, in the same version or not at all. */
  private Bulk.Got resume(Op op, String full, long from, long to, ObjectStat stat)
      throws StorageException {
    Bulk.Got got;
    try {
      got = get(op, full, "bytes=" + from + "-" + to, stat.version());
    } catch (PreconditionFailedException e) {
      throw new PreconditionFailedException(
          op.name(),
          op.location(),
          Reason.VERSION_DIFFERS,
          "The " + op + " broke off, and the object was replaced meanwhile; read it again.",
          e);
    }
    Matcher range =
        CONTENT_RANGE.matcher(got.http().firstMatchingHeader("Content-Range").orElse(""));
    boolean right =
        ObjectHeaders.version(got.http(), stat.size()).equals(stat.version())
            && range.matches()
            && Long.parseLong(range.group(1)) == from
            && Long.parseLong(range.group(2)) == to;
    if (!right) {
      got.abort();
      throw new UnavailableException(
          op.name(),
          op.location(),
          Reason.OTHER,
          "The " + op + " broke off, and the server does not go on where it did; read it again.",
          null);
    }
    return got;
  }

  private static @Nullable String range(ByteRange range) {
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
   * Which bytes come.
   *
   * @param total the object's length
   * @param first the first byte asked for
   * @param length how many are given to the caller
   * @param skip how many come before them, from servers that ignore the range
   */
  private record Extent(long total, long first, long length, long skip) {}

  private static Extent extent(Op op, SdkHttpResponse http, ByteRange range)
      throws StorageException {
    String contentRange = http.firstMatchingHeader("Content-Range").orElse("");
    Matcher matcher = CONTENT_RANGE.matcher(contentRange);
    if (http.statusCode() == 206 && matcher.matches()) {
      long first = Long.parseLong(matcher.group(1));
      long last = Long.parseLong(matcher.group(2));
      long total = Long.parseLong(matcher.group(3));
      Extent asked = asked(op, total, range);
      if (first != asked.first() || last - first + 1 != asked.length()) {
        throw new CorruptDataException(
            op.name(),
            op.location(),
            Reason.MALFORMED,
            "The " + op + " got the range " + contentRange + ", which was not asked for.",
            null);
      }
      return new Extent(total, first, asked.length(), 0);
    }
    long total =
        ObjectHeaders.number(http, "Content-Length")
            .orElseThrow(
                () ->
                    new UnavailableException(
                        op.name(),
                        op.location(),
                        Reason.MALFORMED,
                        "The " + op + " got an answer without a length; check s3.endpoint.",
                        null));
    Extent asked = asked(op, total, range);
    return new Extent(total, asked.first(), asked.length(), asked.first());
  }

  private static Extent asked(Op op, long total, ByteRange range) throws StorageException {
    if (range instanceof ByteRange.Slice slice) {
      if (slice.offset() >= total) {
        throw behind(op, total);
      }
      return new Extent(total, slice.offset(), Math.min(slice.length(), total - slice.offset()), 0);
    }
    if (range instanceof ByteRange.Suffix suffix) {
      if (total == 0) {
        throw behind(op, total);
      }
      long length = Math.min(suffix.length(), total);
      return new Extent(total, total - length, length, 0);
    }
    return new Extent(total, 0, total, 0);
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
