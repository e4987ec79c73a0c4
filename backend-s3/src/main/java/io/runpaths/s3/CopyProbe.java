package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Op;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a server obeys the condition of a copy on its source, by a copy of a small
 * object whose condition does not hold and which must fail.
 */
final class CopyProbe {
  private static final Logger LOG = LoggerFactory.getLogger(CopyProbe.class);

  private final ProbeObjects objects;

  CopyProbe(ProbeObjects objects) {
    this.objects = objects;
  }

  /**
   * Probes.
   *
   * @return whether it obeys
   * @throws StorageException if that could not be found out
   */
  boolean ask() throws StorageException {
    boolean obeyed = objects.ask("copy", false, this::obeys);
    LOG.debug("{}: copies obey the condition on their source: {}", objects.root(), obeyed);
    return obeyed;
  }

  private boolean obeys(Op op, ObjectKey key) throws StorageException, FailedAttempts {
    ObjectKey copy = ProbeObjects.key();
    Location source = objects.root().resolve(key);
    Map<String, String> sent = objects.headers().encrypted();
    sent.putAll(Copies.source(((Precondition.IfVersion) ConditionProbe.NEVER).version(), false));
    objects.put(op, key, Precondition.NONE, false);
    try {
      objects.write(op, site -> site.bulk().copy(source, objects.full(copy), sent));
    } catch (FailedAttempts e) {
      if (ProbeObjects.isRefusal(e)) {
        return true;
      }
      throw e;
    }
    objects.clear(copy);
    return false;
  }
}
