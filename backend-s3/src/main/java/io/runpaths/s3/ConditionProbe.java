package io.runpaths.s3;

import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Op;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a server obeys the condition of a put, by puts of a small object, which is
 * deleted at the end. It shows that the condition is looked at; that it is looked at together with
 * the write, no probe can show.
 *
 * <ul>
 *   <li>Absence: a put that must succeed and a second that must fail.
 *   <li>A version: a put, one over a version that never was, which must fail, and one over the
 *       version that is there, which must succeed. Where that fails too, the last two are tried
 *       once more with the ETag as some servers want it, without its quotes.
 * </ul>
 */
final class ConditionProbe {
  /**
   * What was found out.
   *
   * @param obeyed whether a condition that holds lets a put pass, and one that does not makes it
   *     fail
   * @param bareEtags whether If-Match wants ETags without quotes
   */
  record Found(boolean obeyed, boolean bareEtags) {
    private static final Found NOT_OBEYED = new Found(false, false);
  }

  /** A version that never was. */
  static final Precondition NEVER = Precondition.ifVersion(Versions.of("0".repeat(32), 0));

  private static final Logger LOG = LoggerFactory.getLogger(ConditionProbe.class);

  private final ProbeObjects objects;

  ConditionProbe(ProbeObjects objects) {
    this.objects = objects;
  }

  /**
   * Probes.
   *
   * @param capability {@link Capability#PUT_IF_ABSENT} or {@link Capability#PUT_IF_VERSION}
   * @return what was found out
   * @throws StorageException if that could not be found out
   */
  Found ask(Capability capability) throws StorageException {
    Found found =
        objects.ask(
            "put",
            Found.NOT_OBEYED,
            capability == Capability.PUT_IF_ABSENT ? this::absence : this::versions);
    if (!found.obeyed()) {
      LOG.warn(
          "{} does not obey conditions of puts: {} is not promised",
          objects.root(),
          capability.words());
    }
    return found;
  }

  private Found absence(Op op, ObjectKey key) throws StorageException, FailedAttempts {
    if (!objects.passes(op, key, Precondition.IF_ABSENT, false)
        && objects.version(op, key).isEmpty()) {
      // Nothing is there, and it is refused; if all else is refused as well, that is the news.
      objects.put(op, key, Precondition.NONE, false);
      return Found.NOT_OBEYED;
    }
    return new Found(!objects.passes(op, key, Precondition.IF_ABSENT, false), false);
  }

  private Found versions(Op op, ObjectKey key) throws StorageException, FailedAttempts {
    for (boolean bare : new boolean[] {false, true}) {
      Version version = objects.put(op, key, Precondition.NONE, false);
      if (objects.passes(op, key, NEVER, bare)) {
        return Found.NOT_OBEYED;
      }
      boolean over = objects.passes(op, key, Precondition.ifVersion(version), bare);
      if (over || !objects.version(op, key).equals(Optional.of(version))) {
        return new Found(true, bare);
      }
    }
    return Found.NOT_OBEYED;
  }
}
