package io.runpaths;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request to link.
 *
 * @param made false if a run was linked to itself, which does nothing
 * @param warningOrNull why the ancestor could not be pinned, though the link was made; null if all
 *     is well
 */
public record LinkOutcome(boolean made, @Nullable String warningOrNull) {
  /**
   * Why the ancestor could not be pinned, though the link was made.
   *
   * @return one sentence for people, if there is something to warn of
   */
  public Optional<String> warning() {
    return Optional.ofNullable(warningOrNull);
  }
}
