package io.runpaths.s3;

import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Finds out whether a server obeys a condition, by puts of a small object below {@code
 * <root>/.runpaths/probes/}, which is deleted at the end. It shows that the condition is looked at;
 * that it is looked at together with the write, no probe can show.
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

  private static final Logger LOG = LoggerFactory.getLogger(ConditionProbe.class);

  private final Location root;
  private final Attempts<Site> attempts;
  private final WriteHeaders headers;
  private final Reads reads;

  ConditionProbe(Location root, Attempts<Site> attempts, WriteHeaders headers, Reads reads) {
    this.root = root;
    this.attempts = attempts;
    this.headers = headers;
    this.reads = reads;
  }

  /**
   * Probes.
   *
   * @param capability {@link Capability#PUT_IF_ABSENT} or {@link Capability#PUT_IF_VERSION}
   * @return what was found out
   * @throws StorageException if that could not be found out
   */
  Found ask(Capability capability) throws StorageException {
    ObjectKey key = ObjectKey.of(".runpaths/probes/" + WriteHeaders.random());
    Op op = Op.on("put", root, key);
    Found found;
    try {
      found = capability == Capability.PUT_IF_ABSENT ? absence(op, key) : versions(op, key);
    } catch (UnsupportedException e) {
      LOG.debug("The probe was refused", e);
      found = Found.NOT_OBEYED;
    } catch (FailedAttempts e) {
      throw e.exception();
    } finally {
      clear(key);
    }
    if (!found.obeyed()) {
      LOG.warn("{} does not obey conditions of puts: {} is not promised", root, capability.words());
    }
    return found;
  }

  private Found absence(Op op, ObjectKey key) throws StorageException, FailedAttempts {
    if (!passes(op, key, Precondition.IF_ABSENT, false) && version(op, key).isEmpty()) {
      // Nothing is there, and it is refused; if all else is refused as well, that is the news.
      put(op, key, Precondition.NONE, false);
      return Found.NOT_OBEYED;
    }
    return new Found(!passes(op, key, Precondition.IF_ABSENT, false), false);
  }

  private Found versions(Op op, ObjectKey key) throws StorageException, FailedAttempts {
    Precondition never = Precondition.ifVersion(Versions.of("0".repeat(32), 0));
    for (boolean bare : new boolean[] {false, true}) {
      Version version = put(op, key, Precondition.NONE, false);
      if (passes(op, key, never, bare)) {
        return Found.NOT_OBEYED;
      }
      boolean over = passes(op, key, Precondition.ifVersion(version), bare);
      if (over || !version(op, key).equals(Optional.of(version))) {
        return new Found(true, bare);
      }
    }
    return Found.NOT_OBEYED;
  }

  /**
   * The version that is there. A refusal may be the echo of a put that was done: an answer was
   * lost, or a gateway on the way sent it twice. Nobody else writes this key.
   */
  private Optional<Version> version(Op op, ObjectKey key) throws StorageException {
    return reads.head(op, new Keys(root).full(key)).map(http -> Reads.stat(key, http).version());
  }

  private boolean passes(Op op, ObjectKey key, Precondition precondition, boolean bare)
      throws StorageException, FailedAttempts {
    try {
      put(op, key, precondition, bare);
      return true;
    } catch (FailedAttempts e) {
      if (!isRefusal(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Some servers look for the object before the condition, and say that there is none. */
  private static boolean isRefusal(FailedAttempts e) {
    return e.last().refusal() == Refusal.CONDITION || e.last().refusal() == Refusal.NO_KEY;
  }

  private Version put(Op op, ObjectKey key, Precondition condition, boolean bare)
      throws StorageException, FailedAttempts {
    // Each has bytes of its own, so that an ETag tells whether it was written.
    byte[] text =
        ("Whether conditions are obeyed here: " + WriteHeaders.random() + "\n")
            .getBytes(StandardCharsets.UTF_8);
    Payload payload = Payload.of(text, text.length);
    Map<String, String> sent = headers.encrypted();
    WriteHeaders.checksums(sent, payload, headers.oldSums());
    WriteHeaders.condition(sent, condition, bare);
    try {
      SdkHttpResponse answer =
          attempts.write(op, site -> site.bulk().put(new Keys(root).full(key), sent, payload));
      return ObjectHeaders.version(answer, payload.size());
    } catch (FailedAttempts e) {
      if (e.exception() instanceof UnsupportedException unsupported) {
        throw unsupported;
      }
      throw e;
    }
  }

  private void clear(ObjectKey key) {
    Op op = Op.on("delete", root, key);
    try {
      attempts.run(
          op,
          site ->
              site.client()
                  .deleteObject(
                      delete -> delete.bucket(root.authority()).key(new Keys(root).full(key))));
    } catch (StorageException e) {
      LOG.warn("The probe {} could not be removed; it can be deleted: {}", key, e.getMessage());
    }
  }
}
