package io.runpaths.testkit.matrix;

import io.runpaths.Link;
import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Links a run to its ancestor: pin, check, link. */
final class LinkTrial implements Trial {
  @Override
  public String name() {
    return "link runs";
  }

  @Override
  public boolean isPromised(Capabilities capabilities) {
    return capabilities.has(Capability.PUT_IF_ABSENT);
  }

  @Override
  public boolean isMinor() {
    return true;
  }

  @Override
  public Act on(Stage stage) throws IOException {
    RunStore clean = stage.cleanRuns();
    Run ancestor = clean.create(RunSpec.staged().stage(stage.name()).runId("older"));
    // An ancestor is older than its descendant.
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(1));
    Run made =
        RunStores.over(stage.clean(), StoreSettings.DEFAULT.withClock(later))
            .create(RunSpec.staged().stage(stage.name()).runId("younger"));
    RunStore runs = stage.runs();
    Run from = runs.open(made.path());
    Run to = runs.open(ancestor.path());
    return new Act() {
      @Override
      public void run() throws IOException {
        from.link(to);
      }

      @Override
      public void judge(Verdict verdict) throws IOException {
        Optional<Link> link = clean.open(made.path()).link(Link.ANCESTOR);
        if (verdict.succeeded()) {
          if (link.isEmpty() || !link.get().target().equals(ancestor.location())) {
            verdict.found(Damage.LOST, "it succeeded, and the link is " + link);
          }
          try (Stream<Run> pinned = clean.open(ancestor.path()).descendants()) {
            if (pinned.noneMatch(run -> run.path().equals(made.path()))) {
              verdict.found(Damage.LOST, "it succeeded, and the ancestor is not pinned");
            }
          }
        } else if (!verdict.unknown() && link.isPresent()) {
          verdict.untold("it failed, and linked: " + verdict.failure());
        }
      }
    };
  }
}
