package io.runpaths;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a staged run's folders were made of, as its birth certificate keeps it.
 *
 * @param runId the run's id
 * @param stageOrNull the stage; null for none (see {@link #stage()})
 * @param debug whether it lies in the {@code debug} folder
 * @param order which folder holds the other
 * @param tracker the tracker's folder
 */
public record StagedInputs(
    String runId, @Nullable String stageOrNull, boolean debug, StageOrder order, String tracker) {
  /**
   * The stage.
   *
   * @return the stage, if the run has one
   */
  public Optional<String> stage() {
    return Optional.ofNullable(stageOrNull);
  }
}
