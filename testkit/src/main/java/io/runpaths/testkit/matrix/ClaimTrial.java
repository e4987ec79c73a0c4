package io.runpaths.testkit.matrix;

import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claims a run. */
final class ClaimTrial implements Trial {
  @Override
  public String name() {
    return "create run";
  }

  @Override
  public boolean isPromised(Capabilities capabilities) {
    return capabilities.has(Capability.PUT_IF_ABSENT);
  }

  @Override
  public Act on(Stage stage) {
    return new Act() {
      private @Nullable Run run;

      @Override
      public void run() throws IOException {
        run = stage.runs().create(RunSpec.staged().stage(stage.name()));
      }

      @Override
      public void judge(Verdict verdict) throws IOException {
        List<String> there =
            stage
                .clean()
                .list(KeyPrefix.of(stage.name()), Depth.ALL, Cursor.START, 1_000)
                .entries()
                .stream()
                .map(ListEntry::name)
                .toList();
        Run claimed = run;
        if (there.size() > 1) {
          verdict.found(Damage.CORRUPT, "one claim made " + there);
        } else if (verdict.succeeded() && claimed != null) {
          if (there.isEmpty()) {
            verdict.found(Damage.LOST, "the run that was claimed is not there");
          } else if (!nonce(claimed.path()).equals(claimed.record().nonce())) {
            verdict.found(Damage.CORRUPT, "another run than the one claimed is there");
          }
        } else if (!verdict.unknown() && !there.isEmpty()) {
          verdict.untold("it failed, and made " + there + ": " + verdict.failure());
        }
      }

      private String nonce(String path) throws IOException {
        return stage.cleanRuns().open(path).record().nonce();
      }
    };
  }
}
