package io.runpaths.s3;

import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PreconditionFailedException;
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
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Reads objects, or only what they are. */
final class Reads {
  /** How often a read whose length must be looked up begins again where it was replaced. */
  private static final int MOST_LOOKS = 4;

  private final Location root;
  private final Keys keys;
  private final Attempts<Site> attempts;
  private final WriteHeaders headers;
  private final Md5Tags tags;

  Reads(Location root, Attempts<Site> attempts, WriteHeaders headers, Md5Tags tags) {
    this.root = root;
    this.tags = tags;
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
      return Optional.of(attempts.run(op, site -> checked(site.bulk().head(full, sent))));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** The headers of an object, which S3 always tells with ETag and length. */
  static SdkHttpResponse checked(SdkHttpResponse http) throws NotS3Exception {
    Answers.etag(http);
    if (ObjectHeaders.number(http, "Content-Length").isEmpty()) {
      throw new NotS3Exception("there is no Content-Length in the answer");
    }
    return http;
  }

  /** Begins a read. */
  ObjectContent read(ObjectKey key, ReadOptions options) throws StorageException {
    Op op = Op.on("read", root, key);
    Version wanted = options.ifVersion().orElse(null);
    for (int n = 0; n < MOST_LOOKS; n++) {
      Bulk.Got got = get(op, keys.full(key), Extent.header(options.range()), wanted);
      try {
        SdkHttpResponse http = got.http();
        boolean bare = isBare(http);
        String md5 =
            bare && options.range().equals(ByteRange.ALL) ? tags.md5(http).orElse(null) : null;
        OptionalLong total =
            bare && md5 == null && wanted == null
                ? lookedUp(op, keys.full(key), http)
                : OptionalLong.of(Extent.length(http));
        if (total.isPresent()) {
          return opened(op, key, options, got, total.getAsLong(), md5);
        }
        got.abort();
      } catch (StorageException | RuntimeException e) {
        got.abort();
        throw e;
      }
    }
    throw new UnavailableException(
        op.name(),
        op.location(),
        Reason.CONFLICT,
        "The " + op + " found the object replaced again and again; read it again.",
        null);
  }

  /**
   * Whether nothing bears out the bytes of the answer and their number, which may have been cut on
   * the way: neither a range nor a checksum. A version that was asked for tells their number.
   */
  private static boolean isBare(SdkHttpResponse http) {
    return http.statusCode() != 206 && ObjectHeaders.wholeCrc(http).isEmpty();
  }

  /**
   * The length of the object, asked for by itself.
   *
   * @return empty if the object was replaced meanwhile
   */
  private OptionalLong lookedUp(Op op, String full, SdkHttpResponse http) throws StorageException {
    Optional<SdkHttpResponse> head =
        head(op, full)
            .filter(now -> ObjectHeaders.version(now, 0).equals(ObjectHeaders.version(http, 0)));
    return head.isPresent() ? OptionalLong.of(Extent.length(head.get())) : OptionalLong.empty();
  }

  /**
   * The bytes have another MD5 than the ETag. Where it is not known that ETags are MD5s, this one
   * may be none: then the length must be right, and the bytes the same when they are read again.
   */
  private void otherMd5(Op op, ObjectKey key, ObjectStat stat, SdkHttpResponse http, String md5)
      throws IOException {
    if (!tags.areKnown()
        && lookedUp(op, keys.full(key), http).equals(OptionalLong.of(stat.size()))
        && md5Again(op, key, stat).equals(md5)) {
      tags.areNone();
      return;
    }
    throw new CorruptDataException(
        op.name(),
        op.location(),
        Reason.CHECKSUM,
        "The bytes of the "
            + op
            + " have the MD5 "
            + md5
            + ", but the store has "
            + ObjectHeaders.etag(http)
            + "; read it again, and if that fails verify the object.",
        null);
  }

  /** The MD5 of the same object, read once more. */
  private String md5Again(Op op, ObjectKey key, ObjectStat stat) throws IOException {
    Bulk.Got got = get(op, keys.full(key), null, stat.version());
    Extent whole = new Extent(0, stat.size(), 0);
    try (InputStream bytes = stream(op, key, got, whole, stat, null)) {
      return Md5Tags.of(bytes);
    }
  }

  private ObjectContent opened(
      Op op, ObjectKey key, ReadOptions options, Bulk.Got got, long total, @Nullable String md5)
      throws StorageException {
    SdkHttpResponse http = got.http();
    Version wanted = options.ifVersion().orElse(null);
    Extent extent = Extent.of(op, http, total, options.range());
    ObjectStat stat = ObjectHeaders.stat(key, http, total);
    if (wanted != null && !stat.version().equals(wanted)) {
      throw new PreconditionFailedException(
          op.name(),
          op.location(),
          Reason.VERSION_DIFFERS,
          "The " + op + " found another version than asked for; read it again.",
          null);
    }
    Integer crc = extent.length() == total ? ObjectHeaders.wholeCrc(http).orElse(null) : null;
    InputStream stream = stream(op, key, got, extent, stat, crc);
    return new ObjectContent(
        stat,
        extent.length(),
        md5 == null
            ? stream
            : tags.verified(stream, total, md5, found -> otherMd5(op, key, stat, http, found)));
  }

  /** The bytes of an answer, and of those that go on with it where it breaks off. */
  private InputStream stream(
      Op op, ObjectKey key, Bulk.Got got, Extent extent, ObjectStat stat, @Nullable Integer crc) {
    return new ResumingStream(
        op,
        got,
        extent.skip(),
        extent.first(),
        extent.length(),
        crc,
        (from, to) -> resume(op, keys.full(key), from, to, stat),
        attempts::pause);
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
    return attempts.run(
        op,
        site -> {
          Bulk.Got got = site.bulk().get(full, sent);
          try {
            checkLength(got.http(), version);
            return got;
          } catch (IOException | RuntimeException e) {
            got.abort();
            throw e;
          }
        });
  }

  /**
   * An answer in the version asked for has its length; a length that is another was changed on the
   * way.
   */
  private static void checkLength(SdkHttpResponse http, @Nullable Version version)
      throws IOException {
    Extent.check(http);
    Long known = version == null ? null : Versions.size(version).orElse(null);
    if (known == null) {
      return;
    }
    long told = Extent.length(http);
    if (told != known && Versions.of(ObjectHeaders.etag(http), known).equals(version)) {
      throw new ShortAnswerException(told, known);
    }
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
    boolean right =
        ObjectHeaders.version(got.http(), stat.size()).equals(stat.version())
            && Extent.isRange(got.http(), from, to);
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
}
