package io.runpaths;

import io.runpaths.spi.Location;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A link of a run to another run.
 *
 * @param name the link's name in the run, such as {@code ancestor}
 * @param role what the other run is to this one, such as {@code ancestor} or {@code teacher}
 * @param target where the other run lies, or is said to lie
 * @param targetNonceOrNull the other run's nonce when the link was made; null where a person made
 *     the link by hand
 * @param checkpointOrNull the tag of the checkpoint that was used; null if none was named
 * @param within whether the target lies under this root or another configured one; otherwise it is
 *     never followed
 */
public record Link(
    String name,
    String role,
    Location target,
    @Nullable String targetNonceOrNull,
    @Nullable String checkpointOrNull,
    boolean within) {
  /** The name of the link that every derived run has. */
  public static final String ANCESTOR = RunNames.ANCESTOR;

  /**
   * The other run's nonce when the link was made.
   *
   * @return the nonce, unless a person made the link by hand
   */
  public Optional<String> targetNonce() {
    return Optional.ofNullable(targetNonceOrNull);
  }

  /**
   * The checkpoint that was used.
   *
   * @return its tag, if one was named
   */
  public Optional<String> checkpoint() {
    return Optional.ofNullable(checkpointOrNull);
  }
}
