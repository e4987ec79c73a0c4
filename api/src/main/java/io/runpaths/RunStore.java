package io.runpaths;

import io.runpaths.document.Document;
import io.runpaths.document.Documents;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The runs under one root: creates, attaches, opens, finds and lists them.
 *
 * <p>Creating a run is a claim: however many threads, processes or machines create the same run,
 * exactly one succeeds. Safe for use by any number of threads. Closing the store ends what was
 * obtained from it.
 */
public final class RunStore implements AutoCloseable {
  private final StorageBackend backend;
  private final StoreSettings settings;
  private final Documents documents;
  private final Claims claims;
  private final Map<Location, RunStore> linked = new HashMap<>();

  RunStore(StorageBackend backend, StoreSettings settings) {
    this.backend = Objects.requireNonNull(backend, "backend");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.documents = new Documents(backend);
    this.claims = new Claims(this);
  }

  /**
   * The root under which the runs lie.
   *
   * @return its location
   */
  public Location root() {
    return backend.root();
  }

  /**
   * The backend below, guarded: for those who need objects and not runs.
   *
   * @return the backend, which this store closes
   */
  public StorageBackend backend() {
    return backend;
  }

  /**
   * How this store was opened.
   *
   * @return the settings
   */
  public StoreSettings settings() {
    return settings;
  }

  /** The store at another configured root, opened once and closed with this one. */
  RunStore linked(Location root) throws StorageException {
    synchronized (linked) {
      RunStore there = linked.get(root);
      if (there == null) {
        there = RunStores.open(root.uri(), settings);
        linked.put(root, there);
      }
      return there;
    }
  }

  Documents documents() {
    return documents;
  }

  /**
   * Claims a new run. Costs one put on an object store; on disk the layout's folders are made as
   * well. If the id is that of a run made of other inputs (ids of {@code orchard-v1} are short),
   * the timestamp moves on and the id is made anew, so two runs never share a place. A failure
   * leaves no run; being killed leaves no run or a whole one.
   *
   * @param spec what the run is to be
   * @return the run, which is now the caller's
   * @throws IllegalArgumentException if a name in the spec is no good
   * @throws AlreadyExistsException if a run of the same inputs exists; {@link #attach} continues it
   * @throws UnsupportedException if the store does not promise exclusive creation
   * @throws StorageException if it failed otherwise
   */
  public Run create(RunSpec spec) throws StorageException {
    return claims.claim(spec, false);
  }

  /**
   * Claims a run, or continues the one that the same inputs have claimed before: for ranks and
   * restarts of one job. Something must fix the id: a timestamp ({@code run_timestamp} in the
   * configuration, or {@link HashedSpec#withTimestamp}), a run id or a seed, or a job key.
   *
   * <p>Where no date is fixed, a run of the same inputs is also recognised under the date of its
   * timestamp, of yesterday and of tomorrow, so that ranks which start around midnight meet.
   *
   * @param spec what the run is to be
   * @return the run
   * @throws IllegalArgumentException if nothing fixes the id, or a name is no good
   * @throws PreconditionFailedException if the job key belongs to a run of other inputs
   * @throws StorageException if it failed otherwise
   */
  public Run attach(RunSpec spec) throws StorageException {
    return claims.claim(spec, true);
  }

  /**
   * Opens a run: one read on an object store.
   *
   * @param path the run's path below the root: its id, or stage and id
   * @return the run
   * @throws IllegalArgumentException if the path is no good
   * @throws NotFoundException if there is no run, or not yet, or not any more
   * @throws io.runpaths.spi.CorruptDataException if its run.json is damaged
   * @throws StorageException if it cannot be read
   */
  public Run open(String path) throws StorageException {
    String checked = checkPath(path);
    Document document;
    try {
      document = documents.get(ObjectKey.of(checked + "/" + RunNames.RUN_JSON));
    } catch (NotFoundException e) {
      throw noRun(
          checked,
          e.reason(),
          e.reason() == Reason.NO_SUCH_ROOT
              ? ". " + e.getMessage()
              : ": there is no " + RunNames.RUN_JSON + "; list the runs to see which there are.");
    }
    Optional<RunRecord> record = RunRecord.of(document);
    if (record.isPresent()) {
      return new Run(this, checked, record.get());
    }
    boolean incoming = document.schema().startsWith(RunRecord.INCOMING_FAMILY);
    throw noRun(
        checked,
        Reason.NO_SUCH_OBJECT,
        incoming
            ? ": a migration is still filling it; wait for its end, or run it again."
            : ": it is being removed.");
  }

  /**
   * Finds a run by its path, or by the bare id of a staged run in whatever stage.
   *
   * @param idOrPath a path below the root, or an id
   * @return the run, or empty if there is none
   * @throws IllegalArgumentException if several stages have a run of that id; the message lists
   *     their paths
   * @throws StorageException if it cannot be found out
   */
  public Optional<Run> find(String idOrPath) throws StorageException {
    try {
      return Optional.of(open(idOrPath));
    } catch (NotFoundException e) {
      Optional<String> path = new StageSearch(backend).find(checkPath(idOrPath));
      return path.isPresent() ? Optional.of(open(path.get())) : Optional.empty();
    }
  }

  /**
   * The runs under this root, in the order of their keys, lazily and in constant memory however
   * many there are. Folders without a run.json are not runs and not listed.
   *
   * @param request what to list
   * @return the runs; close the stream. Failures while it is read are {@link
   *     java.io.UncheckedIOException}s around a {@link StorageException}
   * @throws StorageException if the listing cannot be begun; {@link NotFoundException} if the root
   *     itself does not exist
   */
  public Stream<RunEntry> list(ListRequest request) throws StorageException {
    return RunWalk.stream(backend, request);
  }

  /**
   * All runs under this root.
   *
   * @return the runs; close the stream
   * @throws StorageException if the listing cannot be begun
   */
  public Stream<RunEntry> list() throws StorageException {
    return list(ListRequest.CHECKED);
  }

  /**
   * What is wrong with the links and back links of a run. Nothing is changed.
   *
   * @param run a run of this store
   * @return the problems; empty if all is well
   * @throws StorageException if it cannot be found out
   */
  public List<LineageProblem> checkLineage(Run run) throws StorageException {
    return new LineageCheck(run).check();
  }

  /**
   * Mends what is only bookkeeping: missing pins, symbolic links that are missing or behind, back
   * links of runs that do not link here any more. Links themselves are never changed.
   *
   * @param run a run of this store
   * @return the problems that were mended
   * @throws StorageException if it failed
   */
  public List<LineageProblem> repairLineage(Run run) throws StorageException {
    return new LineageCheck(run).repair();
  }

  static String checkPath(String path) {
    Objects.requireNonNull(path, "path");
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return RunNames.checkName("run", trimmed);
  }

  private NotFoundException noRun(String path, Reason reason, String why) {
    Location at = backend.root().resolve(path);
    return new NotFoundException(
        "open", at.uri(), reason, "There is no run at " + at.display() + why, null);
  }

  /** Closes the backend, and those of other roots that links led into. */
  @Override
  public void close() throws StorageException {
    synchronized (linked) {
      for (RunStore store : linked.values()) {
        store.close();
      }
      linked.clear();
    }
    backend.close();
  }

  /** The root. */
  @Override
  public String toString() {
    return "RunStore(" + backend.root() + ")";
  }
}
