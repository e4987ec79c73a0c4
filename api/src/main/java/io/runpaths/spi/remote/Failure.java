package io.runpaths.spi.remote;

import io.runpaths.spi.StorageException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One failed attempt, translated: what to tell the caller, and what the retry loop needs to know.
 *
 * @param exception what to throw if this was the last attempt
 * @param refusal what kind of refusal by the server it is
 * @param lost whether the request may have taken effect all the same
 * @param retry whether and how to try again
 * @param pause how long the server asked to wait; null if it did not
 * @param region the region that the server said is right; null if it did not
 */
public record Failure(
    StorageException exception,
    Refusal refusal,
    boolean lost,
    Retry retry,
    @Nullable Duration pause,
    @Nullable String region) {
  /** Refusals that callers act on. */
  public enum Refusal {
    /** Another, or none. */
    OTHER,
    /** The condition does not hold (412). */
    CONDITION,
    /** Another write of the same key was under way (409); the condition may hold yet. */
    CONFLICT,
    /** There is no such object. */
    NO_KEY,
    /** There is no such multipart upload, or no longer. */
    NO_UPLOAD,
    /** The copy's source is larger than one request may copy. */
    SOURCE_TOO_LARGE,
    /** A bare 400 or 403 without a word why, as HEAD gets it: asking with GET tells more. */
    MUTE
  }

  /** Whether another attempt can help. */
  public enum Retry {
    /** It cannot. */
    NO,
    /** It can, a little later. */
    YES,
    /** It can if all requests become fewer. */
    SLOWER,
    /** It can, but a second such failure settles it. */
    ONCE
  }
}
