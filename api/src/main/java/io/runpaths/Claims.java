package io.runpaths;

import io.runpaths.document.Document;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The claim: run.json is put if absent, and whoever's write id stands in it owns the run.
 *
 * <p>What the two layouts share is here; {@link HashedClaim} and {@link StagedClaim} decide which
 * paths to try and whose run is whose.
 */
final class Claims {
  /** How often an id is made anew before giving up. */
  static final int MAX_ATTEMPTS = 16;

  private final RunStore store;
  private final RunFolders folders;
  private final AtomicReference<Instant> lastCreated = new AtomicReference<>(Instant.MIN);

  Claims(RunStore store) {
    this.store = store;
    this.folders = new RunFolders(store.backend());
  }

  /** What became of one attempt: our run, or what stands in its way. */
  sealed interface Outcome {
    /** The run is ours. */
    record Won(Run run) implements Outcome {}

    /** A run was there before. */
    record Taken(RunRecord by) implements Outcome {}

    /** Something that is no run (or not any more) is there. */
    record Occupied(String why) implements Outcome {}
  }

  Run claim(RunSpec spec, boolean attach) throws StorageException {
    requireExclusiveCreation();
    Run run =
        spec instanceof HashedSpec hashed
            ? new HashedClaim(store, this, hashed).claim(attach)
            : new StagedClaim(store, this, (StagedSpec) spec).claim(attach);
    Optional<Run> ancestor = spec.ancestor();
    if (ancestor.isPresent()) {
      Optional<String> warning = run.link(ancestor.get()).warning();
      if (warning.isPresent()) {
        return new Run(store, run.path(), run.record(), List.of(warning.get()));
      }
    }
    return run;
  }

  /** One attempt at one path. */
  Outcome attempt(String path, RunRecord record, List<String> standardFolders)
      throws StorageException {
    boolean fresh = folders.begin(path);
    if (!fresh) {
      Optional<Outcome> taken = look(path);
      if (taken.isPresent()) {
        return taken.get();
      }
      if (folders.isForeign(path)) {
        // What was seen may be the first files of a run that was claimed since the look.
        taken = look(path);
        return taken.isPresent()
            ? taken.get()
            : new Outcome.Occupied("a folder that is not a run of RunPaths is there");
      }
    }
    try {
      folders.make(path, standardFolders);
      store.documents().create(ObjectKey.of(path + "/" + RunNames.RUN_JSON), record.toDocument());
    } catch (AlreadyExistsException | OutcomeUnknownException e) {
      // Our own write would have been recognised: whoever's run is there now has the path.
      Optional<Outcome> taken = lookAfter(e, path);
      if (taken.isPresent()) {
        return taken.get();
      }
      throw e;
    } catch (StorageException e) {
      if (fresh) {
        folders.undo(path, standardFolders, e);
      }
      throw e;
    }
    if (!fresh) {
      // A claimant that failed may have taken its empty folders away in between.
      folders.make(path, standardFolders);
    }
    return new Outcome.Won(new Run(store, path, record));
  }

  /** Who has a path after a claim of it failed; what cannot be found out leaves that failure. */
  private Optional<Outcome> lookAfter(StorageException failure, String path) {
    try {
      return look(path);
    } catch (StorageException e) {
      failure.addSuppressed(e);
      return Optional.empty();
    }
  }

  /** Who has a path, if anybody. */
  Optional<Outcome> look(String path) throws StorageException {
    Optional<Document> document =
        store.documents().read(ObjectKey.of(path + "/" + RunNames.RUN_JSON));
    if (document.isEmpty()) {
      return Optional.empty();
    }
    Optional<RunRecord> record = RunRecord.of(document.get());
    return Optional.of(
        record.isPresent()
            ? new Outcome.Taken(record.get())
            : new Outcome.Occupied("a run is being brought there or removed"));
  }

  /**
   * The creation time of a new run: now, in microseconds, but later than its ancestor's and than
   * that of every run which this store object created in the same second.
   */
  Instant created(Instant now, Optional<Run> ancestor) {
    Instant start = now.truncatedTo(ChronoUnit.MICROS);
    if (ancestor.isPresent()) {
      Instant after = ancestor.get().record().created().plusMillis(1);
      start = after.isAfter(start) ? after : start;
    }
    Instant wanted = start;
    return lastCreated.updateAndGet(
        last -> {
          boolean together =
              !last.equals(Instant.MIN)
                  && !wanted.isAfter(last)
                  && wanted.isAfter(last.minusSeconds(1));
          return together ? last.plus(1, ChronoUnit.MICROS) : wanted;
        });
  }

  AlreadyExistsException exists(String path, String what) {
    Location at = store.root().resolve(path);
    return new AlreadyExistsException(
        "create", at.uri(), Reason.EXISTS, at.display() + " exists: " + what + ".", null);
  }

  private void requireExclusiveCreation() throws StorageException {
    if (!store.backend().capabilities().has(Capability.PUT_IF_ABSENT)) {
      throw new UnsupportedException(
          "create",
          store.root().uri(),
          Reason.NOT_PROMISED,
          "Runs cannot be created under "
              + store.root()
              + ": this store does not promise "
              + Capability.PUT_IF_ABSENT.words()
              + ", so two jobs could get the same run. Create the run on disk or in a bucket and"
              + " copy it here.",
          null);
    }
  }
}
