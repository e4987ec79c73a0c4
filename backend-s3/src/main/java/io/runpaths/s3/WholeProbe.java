package io.runpaths.s3;

import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Op;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a server keeps the CRC-32C of the whole of an object in parts, as it says: some
 * repeat the question and keep one that is made of those of the parts. Reads would then fail.
 */
final class WholeProbe {
  private static final Logger LOG = LoggerFactory.getLogger(WholeProbe.class);

  private final ProbeObjects objects;

  WholeProbe(ProbeObjects objects) {
    this.objects = objects;
  }

  /**
   * Probes.
   *
   * @return whether it keeps it
   * @throws StorageException if that could not be found out
   */
  boolean ask() throws StorageException {
    boolean kept = objects.ask("put", false, this::keeps);
    LOG.debug("{} keeps checksums of the whole: {}", objects.root(), kept);
    return kept;
  }

  private boolean keeps(Op op, ObjectKey key) throws StorageException, FailedAttempts {
    ProbeUpload upload =
        new ProbeUpload(
            objects, op, key, UploadStart.ASKING_FOR_WHOLE, Set.of(WriteHeaders.Sum.CRC32C));
    try {
      Map<String, String> whole =
          Map.of(ObjectHeaders.CRC32C, upload.crc(), ObjectHeaders.TYPE, ObjectHeaders.FULL);
      if (!upload.complete(whole)) {
        // As by a lost answer; nobody needs it kept.
        return false;
      }
    } finally {
      upload.end();
    }
    return objects.crc(op, key).filter(upload.crc()::equals).isPresent();
  }
}
