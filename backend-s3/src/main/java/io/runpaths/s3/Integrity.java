package io.runpaths.s3;

import io.runpaths.s3.S3Options.ChecksumMode;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Whether the server checks the CRC-32C that comes with an upload. Of servers in the table it is
 * known; any other shows it by telling the checksum in its answer. Until then an MD5 goes with each
 * upload, which every server checks, and the CRC-32C goes into the metadata, so that reads can be
 * verified. Safe for use by several threads.
 */
final class Integrity {
  private final S3Settings settings;
  private final Promises promises;
  private volatile boolean shown;

  Integrity(S3Settings settings, Promises promises) {
    this.settings = settings;
    this.promises = promises;
  }

  /** Whether uploads carry a CRC-32C at all. */
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

  /** Whether the server is known to check it. */
  boolean checked() throws StorageException {
    return shown || (crc() && promises.server().is(KnownServer.Way.KEEPS_CHECKSUMS));
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
