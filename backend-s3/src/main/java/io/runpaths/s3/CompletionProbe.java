package io.runpaths.s3;

import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.FailedAttempts;
import io.runpaths.spi.remote.Op;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a server obeys the condition of an upload's completion, by an upload of one
 * small part over a small object. A completion whose condition does not hold must fail, and then
 * one whose condition holds must succeed. Some servers obey the conditions of puts alone.
 */
final class CompletionProbe {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionProbe.class);

  private final ProbeObjects objects;

  CompletionProbe(ProbeObjects objects) {
    this.objects = objects;
  }

  /**
   * Probes.
   *
   * @param capability {@link Capability#PUT_IF_ABSENT} or {@link Capability#PUT_IF_VERSION}
   * @param bare whether the server wants ETags without quotes
   * @return whether it obeys
   * @throws StorageException if that could not be found out
   */
  boolean ask(Capability capability, boolean bare) throws StorageException {
    boolean obeyed =
        objects.ask(
            "put",
            false,
            (op, key) -> {
              Version there = objects.put(op, key, Precondition.NONE, false);
              return capability == Capability.PUT_IF_ABSENT
                  ? obeys(op, key, Precondition.IF_ABSENT, Precondition.IF_ABSENT, bare)
                  : obeys(op, key, ConditionProbe.NEVER, Precondition.ifVersion(there), bare);
            });
    LOG.debug("{}: completions obey the condition of {}: {}", objects.root(), capability, obeyed);
    return obeyed;
  }

  private boolean obeys(Op op, ObjectKey key, Precondition wrong, Precondition right, boolean bare)
      throws StorageException, FailedAttempts {
    ProbeUpload upload = new ProbeUpload(objects, op, key, Map.of(), objects.headers().oldSums());
    try {
      if (upload.complete(headers(wrong, bare))) {
        return false;
      }
      if (right instanceof Precondition.IfAbsent) {
        objects.delete(key);
      }
      return upload.complete(headers(right, bare));
    } finally {
      upload.end();
    }
  }

  private static Map<String, String> headers(Precondition condition, boolean bare) {
    Map<String, String> headers = new HashMap<>();
    WriteHeaders.condition(headers, condition, bare);
    return headers;
  }
}
