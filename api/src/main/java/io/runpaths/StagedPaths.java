package io.runpaths;

import io.runpaths.layout.StagedId;
import io.runpaths.spi.Location;
import io.runpaths.spi.StorageException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where everything of one staged run lies: the path provider of the second seed (there a class
 * {@code PathProvider}; here that name belongs to the SPI). Immutable; resolving touches nothing.
 *
 * <p>The run's folder is {@code output_root[/debug]/stage_name/run_id}, or {@code
 * output_root[/debug]/run_id[/stage_name]} with {@link StageOrder#RUN_FIRST}.
 */
public final class StagedPaths {
  /** The tracker's folder by default. */
  public static final String BASETRACKER = "basetracker";

  /** The tracker's folder in newer releases of the Python original. */
  public static final String TRACKER = "tracker";

  private final Location outputRoot;
  private final String runId;
  private final @Nullable String stageName;
  private final boolean debug;
  private final StageOrder order;
  private final String tracker;

  private StagedPaths(
      Location outputRoot,
      String runId,
      @Nullable String stageName,
      boolean debug,
      StageOrder order,
      String tracker) {
    this.outputRoot = Objects.requireNonNull(outputRoot, "outputRoot");
    this.runId = RunNames.checkRun("run id", runId);
    this.stageName = stageName == null ? null : RunNames.checkRun("stage", stageName);
    this.debug = debug;
    this.order = Objects.requireNonNull(order, "order");
    this.tracker = tracker;
    if (!tracker.equals(BASETRACKER) && !tracker.equals(TRACKER)) {
      throw new IllegalArgumentException(
          "The tracker folder is '" + tracker + "'; it is basetracker or tracker.");
    }
  }

  /**
   * The paths of a run.
   *
   * @param outputRootPath the root: a path, a URI or an alias
   * @param runId the run's id, one segment
   * @param stageName the stage, such as {@code pretrain}; null for none
   * @param debug whether the run lies in the {@code debug} folder
   * @return the paths
   * @throws IllegalArgumentException if a name is blank, a path, or that of a standard folder
   */
  public static StagedPaths of(
      String outputRootPath, String runId, @Nullable String stageName, boolean debug) {
    return of(RunStores.resolve(outputRootPath), runId, stageName, debug);
  }

  /**
   * The paths of a run.
   *
   * @param outputRoot the root
   * @param runId the run's id, one segment
   * @param stageName the stage; null for none
   * @param debug whether the run lies in the {@code debug} folder
   * @return the paths
   * @throws IllegalArgumentException if a name is blank, a path, or that of a standard folder
   */
  public static StagedPaths of(
      Location outputRoot, String runId, @Nullable String stageName, boolean debug) {
    return new StagedPaths(
        outputRoot, runId, stageName, debug, StageOrder.STAGE_FIRST, BASETRACKER);
  }

  /**
   * The same with the folders in another order.
   *
   * @param other which folder holds the other
   * @return the paths
   */
  public StagedPaths withOrder(StageOrder other) {
    return new StagedPaths(outputRoot, runId, stageName, debug, other, tracker);
  }

  /**
   * The same with another tracker folder.
   *
   * @param folder {@link #BASETRACKER} or {@link #TRACKER}
   * @return the paths
   */
  public StagedPaths withTracker(String folder) {
    return new StagedPaths(outputRoot, runId, stageName, debug, order, folder);
  }

  /**
   * The paths of another run on the same root. A missing value keeps the present one, debug
   * included.
   *
   * @param otherRunId the other run's id; null keeps the present one
   * @param otherStageName the other stage; null keeps the present one
   * @return the other run's paths
   */
  public StagedPaths withRun(@Nullable String otherRunId, @Nullable String otherStageName) {
    return new StagedPaths(
        outputRoot,
        otherRunId == null ? runId : otherRunId,
        otherStageName == null ? stageName : otherStageName,
        debug,
        order,
        tracker);
  }

  /**
   * The root.
   *
   * @return its location
   */
  public Location outputRoot() {
    return outputRoot;
  }

  /**
   * The run's id.
   *
   * @return one segment
   */
  public String runId() {
    return runId;
  }

  /**
   * The stage.
   *
   * @return one segment, if the run has a stage
   */
  public Optional<String> stageName() {
    return Optional.ofNullable(stageName);
  }

  /**
   * Whether the run lies in the {@code debug} folder.
   *
   * @return true for debug runs
   */
  public boolean debug() {
    return debug;
  }

  /**
   * Which folder holds the other.
   *
   * @return the order
   */
  public StageOrder order() {
    return order;
  }

  /**
   * The name of the tracker's folder.
   *
   * @return {@link #BASETRACKER} or {@link #TRACKER}
   */
  public String tracker() {
    return tracker;
  }

  /**
   * The run's folder relative to the root.
   *
   * @return {@code [debug/]stage/run_id} or {@code [debug/]run_id[/stage]}
   */
  public String path() {
    String inner;
    if (stageName == null) {
      inner = runId;
    } else if (order == StageOrder.STAGE_FIRST) {
      inner = stageName + "/" + runId;
    } else {
      inner = runId + "/" + stageName;
    }
    return debug ? RunNames.DEBUG + "/" + inner : inner;
  }

  /**
   * The run's folder or prefix.
   *
   * @return its location
   */
  public Location runOutputPath() {
    return outputRoot.resolve(path());
  }

  /**
   * Where standard output is kept.
   *
   * @return {@code log.txt}
   */
  public Location logfileUri() {
    return runOutputPath().resolve("log.txt");
  }

  /**
   * Where checkpoints lie.
   *
   * @return {@code checkpoints}
   */
  public Location checkpointPath() {
    return runOutputPath().resolve(RunNames.CHECKPOINTS);
  }

  /**
   * The tracker's configuration.
   *
   * @return {@code basetracker/config.yaml}
   */
  public Location basetrackerConfigUri() {
    return runOutputPath().resolve(tracker + "/config.yaml");
  }

  /**
   * The tracker's entries.
   *
   * @return {@code basetracker/entries.th}
   */
  public Location basetrackerEntriesUri() {
    return runOutputPath().resolve(tracker + "/entries.th");
  }

  /**
   * The tracker's summary.
   *
   * @return {@code basetracker/summary.yaml}
   */
  public Location basetrackerSummaryUri() {
    return runOutputPath().resolve(tracker + "/summary.yaml");
  }

  /**
   * A new random run id for today in UTC.
   *
   * @return {@code YYYY-MM-DD_} and five of {@code [a-z0-9]}
   */
  public static String generateRunId() {
    return StagedId.generate(LocalDate.now(Clock.systemUTC()));
  }

  /**
   * The run id that the Python original makes of a seed, for today in UTC.
   *
   * @param seed any number
   * @return {@code YYYY-MM-DD_} and five of {@code [a-z0-9]}
   */
  public static String generateRunId(long seed) {
    return StagedId.generate(seed, LocalDate.now(Clock.systemUTC()));
  }

  /**
   * Links this run to its ancestor. Both must exist; linking a run to itself does nothing. For more
   * than one link, keep a {@link RunStore} open and use {@link Run#link(Run)}.
   *
   * @param ancestor the run that this one descends from
   * @throws StorageException if a run does not exist or the link cannot be made
   */
  public void link(StagedPaths ancestor) throws StorageException {
    if (runOutputPath().equals(ancestor.runOutputPath())) {
      return;
    }
    try (RunStore store = RunStores.open(outputRoot.uri())) {
      Run child = store.open(path());
      if (ancestor.outputRoot.equals(outputRoot)) {
        child.link(store.open(ancestor.path()));
      } else {
        try (RunStore other = RunStores.open(ancestor.outputRoot.uri())) {
          child.link(other.open(ancestor.path()));
        }
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StagedPaths paths
        && outputRoot.equals(paths.outputRoot)
        && runId.equals(paths.runId)
        && Objects.equals(stageName, paths.stageName)
        && debug == paths.debug
        && order == paths.order
        && tracker.equals(paths.tracker);
  }

  @Override
  public int hashCode() {
    return Objects.hash(outputRoot, runId, stageName, debug, order, tracker);
  }

  /** The run's folder. */
  @Override
  public String toString() {
    return runOutputPath().uri();
  }
}
