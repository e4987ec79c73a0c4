package io.runpaths.s3;

import io.runpaths.s3.KnownServer.Way;
import io.runpaths.s3.S3Options.ChecksumMode;
import io.runpaths.s3.WriteHeaders.Sum;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What the server does with the CRC-32C that comes with an upload. Of servers in the table it is
 * known; any other shows that it checks one by telling it in its answer. Until then an MD5 goes
 * with each upload, which every server checks, and the CRC-32C goes into the metadata, so that
 * reads can be verified. Nobody is asked for this alone. Safe for use by several threads.
 */
final class Integrity {
  /** What a server keeps of the checksums of an object that is sent in parts. */
  enum Kept {
    /** One of the whole, which the completion tells it and reads are verified by. */
    WHOLE,
    /** One of each part; of the whole only one made of those, which tells a reader nothing. */
    OF_PARTS,
    /** None: an MD5 goes with each part. */
    NOTHING
  }

  private static final Logger LOG = LoggerFactory.getLogger(Integrity.class);

  private final S3Settings settings;
  private final Promises promises;
  private volatile boolean shown;
  private volatile boolean refused;
  private volatile boolean keptWhole;

  Integrity(S3Settings settings, Promises promises) {
    this.settings = settings;
    this.promises = promises;
  }

  /** Whether bytes have a CRC-32C at all. */
  boolean crc() {
    return settings.checksums() == ChecksumMode.CRC32C;
  }

  /**
   * Whether objects written by one request bear a CRC-32C, be it kept by the server or in their
   * metadata: reads can be verified where uploads are checked by an MD5, too.
   */
  boolean tellsCrc() {
    return settings.checksums() != ChecksumMode.NONE;
  }

  private boolean is(Way way) {
    return promises.known().filter(server -> server.is(way)).isPresent();
  }

  /** Whether the server is known to check it. */
  boolean checked() {
    return shown || (crc() && is(Way.KEEPS_CHECKSUMS));
  }

  /** What goes with the bytes of one request. */
  Set<Sum> sums() {
    return switch (settings.checksums()) {
      case NONE -> Set.of();
      case MD5 -> Set.of(Sum.MD5);
      case CRC32C -> {
        if (is(Way.ONLY_MD5)) {
          yield Set.of(Sum.MD5);
        }
        yield checked() ? Set.of(Sum.CRC32C) : Set.of(Sum.CRC32C, Sum.MD5);
      }
    };
  }

  /** What goes with the bytes of a part, by what the server keeps of such. */
  Set<Sum> sums(Kept kept) {
    return crc() && kept == Kept.NOTHING ? Set.of(Sum.MD5) : sums();
  }

  /** Whether an upload in parts should begin with asking for a checksum of the whole. */
  boolean asksForWhole() {
    return crc() && !refused && !is(Way.NO_WHOLE_CHECKSUMS);
  }

  /**
   * Whether the checksum of the whole must go into the metadata of an object in parts, because the
   * server is not known to keep it.
   */
  boolean wantsOwn() throws StorageException {
    return crc() && !keptWhole && !promises.server().is(Way.WHOLE_CHECKSUMS);
  }

  /** Takes note that an upload could begin only after it asked for no checksum. */
  void refused() {
    LOG.debug("The server at {} refuses checksums of uploads in parts", settings.endpoint());
    refused = true;
  }

  /**
   * What the server keeps of an upload that asked for a checksum of the whole.
   *
   * @param op what it is for
   * @param answer to its beginning, which servers that read the question repeat; where that is all
   *     that is known a probe shows whether they do what they say
   * @return empty if they do not, and should not be asked
   */
  Optional<Kept> kept(Op op, SdkHttpResponse answer) throws StorageException {
    Optional<String> type = answer.firstMatchingHeader(ObjectHeaders.TYPE);
    boolean algorithm = answer.firstMatchingHeader("x-amz-checksum-algorithm").isPresent();
    Kept kept;
    if (type.isPresent()) {
      kept = type.get().equalsIgnoreCase(ObjectHeaders.FULL) ? Kept.WHOLE : Kept.OF_PARTS;
    } else if (algorithm) {
      kept = Kept.OF_PARTS;
    } else {
      kept = is(Way.WHOLE_CHECKSUMS) ? Kept.WHOLE : Kept.NOTHING;
    }
    if (kept == Kept.WHOLE && !promises.keepsWhole(op)) {
      return Optional.empty();
    }
    keptWhole = kept == Kept.WHOLE;
    return Optional.of(kept);
  }

  /**
   * Looks at the answer to an upload.
   *
   * @throws CorruptDataException if the server has other bytes than were sent
   */
  void verify(Op op, SdkHttpResponse answer, Payload payload) throws StorageException {
    Optional<Integer> told =
        answer.firstMatchingHeader(ObjectHeaders.CRC32C).flatMap(Crc32c::parse);
    if (!crc() || told.isEmpty()) {
      return;
    }
    if (told.get() != payload.crc32c()) {
      throw new CorruptDataException(
          op.name(),
          op.location(),
          Reason.CHECKSUM,
          "The " + op + " arrived with other bytes than were sent; write it again.",
          null);
    }
    shown = true;
  }
}
