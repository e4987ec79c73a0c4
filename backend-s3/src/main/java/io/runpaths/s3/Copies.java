package io.runpaths.s3;

import io.runpaths.s3.KnownServer.Way;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.PartWorkers;
import io.runpaths.spi.remote.Payload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/** Copies objects inside the store: by one request as far as S3 allows, by parts above. */
final class Copies {
  private static final String SOURCE = "x-amz-copy-source";

  /** Parts that are copied cost a request each and no bytes here, so they may be large. */
  private static final long LARGE_PART = 1L << 30;

  /** What a copy keeps of its source beside the metadata, when headers must be said again. */
  private static final List<String> KEPT =
      List.of(
          "Cache-Control",
          "Content-Disposition",
          "Content-Encoding",
          "Content-Language",
          "Content-Type",
          "Expires");

  private static final Payload NOTHING = Payload.of(new byte[0], 0);

  private final Services at;
  private final PartWorkers workers;

  /** Whether the server was seen to refuse a condition on the source of a part. */
  private volatile boolean partsRefuseConditions;

  /** Copies for one store. */
  Copies(Services at, PartWorkers workers) {
    this.at = at;
    this.workers = workers;
  }

  /** Whether an object of that length is copied by one request. */
  private boolean fits(long size) throws StorageException {
    return size <= S3Settings.MAX_PART || at.promises().server().is(Way.COPIES_ANY_SIZE);
  }

  ObjectStat copy(Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    Op op = new Op("copy", source.uri() + " to " + at.root().resolve(key).uri());
    try {
      return tried(op, source, version, key, options);
    } catch (NotFoundException | AccessDeniedException e) {
      if (e.reason() == Reason.NO_SUCH_OBJECT) {
        throw new NotFoundException(
            op.name(),
            op.location(),
            Reason.NO_SUCH_OBJECT,
            "There is no object " + source.uri() + " to copy; check the name.",
            e);
      }
      boolean elsewhere =
          !source.authority().equals(at.bucket())
              && (e.reason() == Reason.NO_SUCH_ROOT || e.reason() == Reason.FORBIDDEN);
      if (elsewhere) {
        throw new UnsupportedException(
            op.name(),
            op.location(),
            Reason.NOT_PROMISED,
            "The "
                + op
                + " cannot be done inside the store; read it and put it instead. "
                + e.getMessage(),
            e);
      }
      throw e;
    }
  }

  private ObjectStat tried(
      Op op, Location source, Version version, ObjectKey key, PutOptions options)
      throws StorageException {
    Map<String, String> from = source(version, at.promises().server().is(Way.OLD_COPY_CONDITIONS));
    boolean itself = source.equals(at.root().resolve(key));
    boolean replaces = !options.contentType().isEmpty() || !options.metadata().isEmpty();
    Optional<Long> size = Versions.size(version);
    boolean held = at.promises().copiesObey(op);
    if (replaces || itself || size.isEmpty() || !fits(size.get()) || !held) {
      SdkHttpResponse head = look(op, source, version);
      long length = ObjectHeaders.number(head, "Content-Length").orElse(0L);
      if (itself && !replaces) {
        return ObjectHeaders.stat(key, head, length);
      }
      if (!held && length == 0) {
        // It has no part to be copied, and no bytes either.
        return new Writes(at).put(op, key, NOTHING, described(head, options));
      }
      return held && fits(length)
          ? atOnce(op, source, described(head, options, from), version, length, key, options)
          : byParts(op, source, head, PartSizes.ofTotal(length, LARGE_PART), key, options);
    }
    Map<String, String> sent = at.headers().placement();
    sent.putAll(from);
    return atOnce(op, source, sent, version, size.get(), key, options);
  }

  /**
   * The condition on the source.
   *
   * @param old whether the server may know it by the name that older Cephs read
   */
  static Map<String, String> source(Version version, boolean old) {
    Map<String, String> from = new HashMap<>();
    from.put(SOURCE + "-if-match", Versions.quotedEtag(version));
    if (old) {
      from.put("x-amz-copy-if-match", Versions.quotedEtag(version));
    }
    return from;
  }

  /** The source's headers, of that very version. */
  private SdkHttpResponse look(Op op, Location source, Version version) throws StorageException {
    Map<String, String> sent = at.headers().common();
    sent.put("x-amz-checksum-mode", "ENABLED");
    SdkHttpResponse head =
        at.attempts(source.authority())
            .run(op, site -> Reads.checked(site.bulk().head(source.path(), sent)));
    long length = ObjectHeaders.number(head, "Content-Length").orElse(0L);
    String found = Versions.quotedEtag(ObjectHeaders.version(head, length));
    if (!found.equals(Versions.quotedEtag(version))) {
      throw differs(op, null);
    }
    return head;
  }

  /** The headers of a copy that says anew what it is: the source's, with what the options give. */
  private Map<String, String> described(
      SdkHttpResponse head, PutOptions options, Map<String, String> from) {
    Map<String, String> sent = at.headers().object(merged(head, options));
    kept(head).forEach(sent::putIfAbsent);
    sent.putAll(from);
    sent.put("x-amz-metadata-directive", "REPLACE");
    return sent;
  }

  private static Map<String, String> kept(SdkHttpResponse head) {
    Map<String, String> kept = new HashMap<>();
    for (String name : KEPT) {
      head.firstMatchingHeader(name).ifPresent(value -> kept.put(name, value));
    }
    head.firstMatchingHeader(ObjectHeaders.OWN_CRC_HEADER)
        .ifPresent(crc -> kept.put(ObjectHeaders.OWN_CRC_HEADER, crc));
    return kept;
  }

  /** What a new object with the source's bytes is. */
  private static PutOptions described(SdkHttpResponse head, PutOptions options) {
    return options.contentType().isEmpty()
        ? merged(head, options).withContentType(head.firstMatchingHeader("Content-Type").orElse(""))
        : merged(head, options);
  }

  private static PutOptions merged(SdkHttpResponse head, PutOptions options) {
    return options.metadata().isEmpty()
        ? options.withMetadata(ObjectHeaders.metadata(head))
        : options;
  }

  private ObjectStat atOnce(
      Op op,
      Location source,
      Map<String, String> sent,
      Version version,
      long size,
      ObjectKey key,
      PutOptions options)
      throws StorageException {
    Bulk.Copied copied;
    try {
      String full = at.keys().full(key);
      copied =
          at.attempts()
              .write(
                  op, site -> ServerWork.of(size, 0, () -> site.bulk().copy(source, full, sent)));
    } catch (FailedAttempts e) {
      if (e.last().refusal() == Refusal.SOURCE_TOO_LARGE && size > S3Settings.MIN_PART) {
        // Some servers copy less by one request than Amazon does.
        SdkHttpResponse head = look(op, source, version);
        long partSize = PartSizes.ofTotal(size, at.settings().partSize());
        return byParts(op, source, head, partSize, key, options);
      }
      return settled(op, e, version, key);
    }
    SdkHttpResponse http = copied.http();
    ObjectStat.Builder stat =
        ObjectStat.builder(
            key, size, Versions.of(copied.etag(), size), ObjectHeaders.modified(http));
    ObjectHeaders.date(http).ifPresent(stat::storeTime);
    ObjectHeaders.wholeCrc(http).ifPresent(crc -> stat.checksums(ObjectHeaders.checksums(crc)));
    return stat.build();
  }

  /**
   * A copy has no condition on its target, so it may be done again. Only where the source is gone
   * or changed after an answer was lost must the target be looked at: if it has the source's ETag,
   * the copy was made.
   */
  private ObjectStat settled(Op op, FailedAttempts failed, Version version, ObjectKey key)
      throws StorageException {
    Refusal refusal = failed.last().refusal();
    StorageException refused =
        refusal == Refusal.CONDITION ? differs(op, failed.exception()) : failed.exception();
    if (!failed.lost()) {
      throw refused;
    }
    Optional<SdkHttpResponse> there;
    try {
      there = at.reads().head(op, at.keys().full(key));
    } catch (StorageException e) {
      OutcomeUnknownException unknown = at.outcome().unknown(op, failed);
      unknown.addSuppressed(e);
      throw unknown;
    }
    if (there.isPresent()) {
      ObjectStat stat = Reads.stat(key, there.get());
      if (Versions.quotedEtag(stat.version()).equals(Versions.quotedEtag(version))) {
        return stat;
      }
    } else if (refusal == Refusal.CONDITION || refusal == Refusal.NO_KEY) {
      throw refused;
    }
    throw at.outcome().unknown(op, failed);
  }

  private ObjectStat byParts(
      Op op,
      Location source,
      SdkHttpResponse head,
      long partSize,
      ObjectKey key,
      PutOptions options)
      throws StorageException {
    long size = ObjectHeaders.number(head, "Content-Length").orElse(0L);
    Version version = ObjectHeaders.version(head, size);
    int parts = (int) ((size + partSize - 1) / partSize);
    Map<String, String> more = kept(head);
    // It is among what the new object is said to be, and another perhaps.
    more.remove("Content-Type");
    Optional<Integer> crc = ObjectHeaders.wholeCrc(head);
    if (crc.isPresent() && at.integrity().wantsOwn()) {
      more.put(ObjectHeaders.OWN_CRC_HEADER, Crc32c.hex(crc.get()));
    }
    String tags = tags(op, source, head);
    if (!tags.isEmpty()) {
      more.put("x-amz-tagging", tags);
    }
    Multipart multipart = Multipart.begin(at, op, key, described(head, options), more);
    try {
      workers.each(
          op,
          parts,
          n -> {
            long first = n * partSize;
            long length = Math.min(partSize, size - first);
            Map<String, String> sent = at.headers().common();
            sent.put(SOURCE + "-range", "bytes=" + first + "-" + (first + length - 1));
            part(multipart, n + 1, source, version, sent, length);
          });
      if (partsRefuseConditions || !at.promises().server().is(Way.CONDITIONAL_PART_COPIES)) {
        look(op, source, version);
      }
      return multipart.complete(size, crc.orElse(null));
    } catch (StorageException | RuntimeException | Error e) {
      multipart.abort(e);
      throw e;
    }
  }

  /** Copies one part, under the condition of the source's version unless the server refuses it. */
  private void part(
      Multipart multipart,
      int number,
      Location source,
      Version version,
      Map<String, String> sent,
      long length)
      throws StorageException {
    boolean conditionally =
        !partsRefuseConditions && !at.promises().server().is(Way.NO_CONDITIONAL_PART_COPIES);
    if (conditionally) {
      Map<String, String> conditional = source(version, false);
      conditional.putAll(sent);
      try {
        multipart.copy(number, source, conditional, length);
        return;
      } catch (UnsupportedException e) {
        if (e.reason() != Reason.NOT_PROMISED) {
          throw e;
        }
      }
    }
    multipart.copy(number, source, sent, length);
    if (conditionally) {
      partsRefuseConditions = true;
    }
  }

  /**
   * The source's tags as a header; empty if it has none. A copy by one request keeps them, or fails
   * where the credentials may not read them; so does one by parts.
   */
  private String tags(Op op, Location source, SdkHttpResponse head) throws StorageException {
    if (ObjectHeaders.number(head, "x-amz-tagging-count").orElse(0L) == 0) {
      return "";
    }
    Map<String, String> sent = at.headers().common();
    return at
        .attempts(source.authority())
        .run(
            op,
            site ->
                site.client()
                    .getObjectTagging(
                        request ->
                            request
                                .bucket(source.authority())
                                .key(source.path())
                                .overrideConfiguration(ClientBulk.with(sent))))
        .tagSet()
        .stream()
        .map(tag -> SdkHttpUtils.urlEncode(tag.key()) + "=" + SdkHttpUtils.urlEncode(tag.value()))
        .collect(Collectors.joining("&"));
  }

  private static StorageException differs(Op op, @Nullable StorageException cause) {
    return new PreconditionFailedException(
        op.name(),
        op.location(),
        Reason.VERSION_DIFFERS,
        "The " + op + " changed nothing: the source is in another version than asked for.",
        cause);
  }
}
