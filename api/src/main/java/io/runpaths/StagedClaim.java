package io.runpaths;

import io.runpaths.layout.StagedId;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;

/** The claim of one staged run: its id given, made of a seed, or random and made anew. */
final class StagedClaim {
  private final RunStore store;
  private final Claims claims;
  private final StagedSpec spec;
  private final Instant now;

  StagedClaim(RunStore store, Claims claims, StagedSpec spec) {
    this.store = store;
    this.claims = claims;
    this.spec = spec;
    this.now = store.settings().clock().instant();
  }

  Run claim(boolean attach) throws StorageException {
    boolean fixed = spec.runId().isPresent() || spec.seed().isPresent();
    if (attach && !fixed && spec.job().isEmpty()) {
      throw new IllegalArgumentException(
          "Nothing fixes the id of the run to attach to; give a run id, a seed or a job key.");
    }
    if (spec.job().isPresent()) {
      StagedPaths ours = paths(runId());
      String path =
          JobDocument.meet(store.documents(), spec.job().get(), JobDocument.staged(ours.path()))
              .path();
      return claim(ofJob(path, ours, fixed), attach);
    }
    if (fixed) {
      return claim(paths(runId()), attach);
    }
    for (int attempt = 1; attempt < Claims.MAX_ATTEMPTS; attempt++) {
      StagedPaths paths = paths(runId());
      if (attempt(paths) instanceof Claims.Outcome.Won won) {
        return won.run();
      }
      // A random id met another run: make a new one.
    }
    return claim(paths(runId()), attach);
  }

  private Claims.Outcome attempt(StagedPaths paths) throws StorageException {
    StagedInputs inputs =
        new StagedInputs(
            paths.runId(),
            paths.stageName().orElse(null),
            paths.debug(),
            paths.order(),
            paths.tracker());
    RunRecord record = RunRecord.staged(paths.path(), claims.created(now, spec.ancestor()), inputs);
    return claims.attempt(paths.path(), record, List.of(RunNames.CHECKPOINTS, paths.tracker()));
  }

  private Run claim(StagedPaths paths, boolean attach) throws StorageException {
    Claims.Outcome outcome = attempt(paths);
    if (outcome instanceof Claims.Outcome.Won won) {
      return won.run();
    }
    if (outcome instanceof Claims.Outcome.Taken taken) {
      if (attach && taken.by().staged().isPresent()) {
        return new Run(store, paths.path(), taken.by());
      }
      throw claims.exists(
          paths.path(),
          "a run was claimed there at "
              + RunRecord.format(taken.by().created())
              + "; attach to continue it, or give another run id");
    }
    throw claims.exists(
        paths.path(), ((Claims.Outcome.Occupied) outcome).why() + "; give another run id");
  }

  private String runId() {
    if (spec.runId().isPresent()) {
      return spec.runId().get();
    }
    LocalDate date = spec.date().orElseGet(() -> LocalDate.ofInstant(now, store.settings().zone()));
    OptionalLong seed = spec.seed();
    return seed.isPresent() ? StagedId.generate(seed.getAsLong(), date) : StagedId.generate(date);
  }

  private StagedPaths paths(String runId) {
    return StagedPaths.of(store.root(), runId, spec.stage().orElse(null), spec.debug())
        .withOrder(spec.order())
        .withTracker(spec.tracker());
  }

  /** The paths of the job's run, which must be what this spec would make but for the id. */
  private StagedPaths ofJob(String path, StagedPaths ours, boolean fixed) throws StorageException {
    if (path.equals(ours.path())) {
      return ours;
    }
    int slash = path.lastIndexOf('/');
    String id = path.substring(slash + 1);
    if (ours.order() == StageOrder.RUN_FIRST && ours.stageName().isPresent() && slash > 0) {
      id = path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
    }
    StagedPaths theirs = ours.withRun(id, null);
    if (fixed || !theirs.path().equals(path)) {
      throw new PreconditionFailedException(
          "create",
          store.root().resolve(path).uri(),
          Reason.CONFLICT,
          "The job key '"
              + spec.job().orElse("")
              + "' belongs to the run "
              + path
              + ", and this spec would make "
              + ours.path()
              + "; use the spec of that run or another job key.",
          null);
    }
    return theirs;
  }
}
