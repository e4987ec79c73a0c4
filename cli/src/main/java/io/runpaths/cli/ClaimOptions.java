package io.runpaths.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a run is claimed, whatever its layout. */
final class ClaimOptions {
  @Option(
      names = "--ancestor",
      paramLabel = "RUN",
      description = "Link the new run to the run that it descends from.")
  @Nullable String ancestor;

  @Option(
      names = "--attach",
      description =
          "Continue the run if the same inputs have claimed it; needs something that fixes its id:"
              + " a timestamp, --run-id, --seed or --job.")
  boolean attach;

  @Option(
      names = "--job",
      paramLabel = "KEY",
      description = "A word that all ranks and restarts of one job share, so that they meet.")
  @Nullable String job;
}
