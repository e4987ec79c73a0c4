package io.runpaths.s3;

import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Attempts;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Keys;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a server obeys a condition: two puts of a small object below {@code
 * <root>/.runpaths/probes/}, of which the second must fail. It shows that the condition is looked
 * at; that it is looked at together with the write, no probe can show.
 */
final class ConditionProbe {
  private static final Logger LOG = LoggerFactory.getLogger(ConditionProbe.class);

  private final Location root;
  private final Attempts<Site> attempts;
  private final WriteHeaders headers;

  ConditionProbe(Location root, Attempts<Site> attempts, WriteHeaders headers) {
    this.root = root;
    this.attempts = attempts;
    this.headers = headers;
  }

  /**
   * Probes.
   *
   * @param capability {@link Capability#PUT_IF_ABSENT} or {@link Capability#PUT_IF_VERSION}
   * @return true if a condition that does not hold makes a put fail
   * @throws StorageException if that could not be found out
   */
  boolean obeys(Capability capability) throws StorageException {
    ObjectKey key = ObjectKey.of(".runpaths/probes/" + WriteHeaders.random());
    Op op = Op.on("put", root, key);
    boolean absence = capability == Capability.PUT_IF_ABSENT;
    Precondition never =
        absence ? Precondition.IF_ABSENT : Precondition.ifVersion(Versions.of("0".repeat(32), 0));
    try {
      put(op, key, absence ? Precondition.IF_ABSENT : Precondition.NONE);
      put(op, key, never);
      LOG.warn("{} does not obey conditions of puts: {} is not promised", root, capability.words());
      return false;
    } catch (UnsupportedException e) {
      LOG.warn("{} refuses conditions of puts: {} is not promised", root, capability.words());
      return false;
    } catch (FailedAttempts e) {
      switch (e.last().refusal()) {
        case CONDITION -> {
          return true;
        }
        default -> throw e.exception();
      }
    } finally {
      clear(key);
    }
  }

  private void put(Op op, ObjectKey key, Precondition condition)
      throws StorageException, FailedAttempts {
    byte[] text = "Whether conditions are obeyed here.\n".getBytes(StandardCharsets.UTF_8);
    Payload payload = Payload.of(text, text.length);
    Map<String, String> sent = headers.common();
    headers.checksum(sent, payload, false);
    WriteHeaders.condition(sent, condition);
    try {
      attempts.write(op, site -> site.bulk().put(new Keys(root).full(key), sent, payload));
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
