package io.runpaths.cli;

import io.runpaths.Layout;
import io.runpaths.Run;
import java.util.Set;

/** The folders that a run has by its layout, whether anything lies in them or not. */
final class StandardFolders {
  private static final Set<String> HASHED =
      Set.of("figures", "checkpoints", "reports", "logs", "database", "exports");

  private StandardFolders() {}

  static Set<String> of(Run run) {
    return run.layout() == Layout.HASHED
        ? HASHED
        : Set.of("checkpoints", run.stagedPaths().tracker());
  }
}
