package io.runpaths;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A run of the staged layout that is to be. Immutable. */
public final class StagedSpec implements RunSpec {
  static final StagedSpec EMPTY =
      new StagedSpec(
          null,
          null,
          null,
          null,
          false,
          StageOrder.STAGE_FIRST,
          StagedPaths.BASETRACKER,
          null,
          null);

  private final @Nullable String runId;
  private final @Nullable Long seed;
  private final @Nullable LocalDate date;
  private final @Nullable String stage;
  private final boolean debug;
  private final StageOrder order;
  private final String tracker;
  private final @Nullable Run ancestor;
  private final @Nullable String job;

  private StagedSpec(
      @Nullable String runId,
      @Nullable Long seed,
      @Nullable LocalDate date,
      @Nullable String stage,
      boolean debug,
      StageOrder order,
      String tracker,
      @Nullable Run ancestor,
      @Nullable String job) {
    this.runId = runId;
    this.seed = seed;
    this.date = date;
    this.stage = stage;
    this.debug = debug;
    this.order = Objects.requireNonNull(order, "order");
    this.tracker = Objects.requireNonNull(tracker, "tracker");
    this.ancestor = ancestor;
    this.job = job;
    if (runId != null && seed != null) {
      throw new IllegalArgumentException(
          "Both a run id and a seed are given; the seed would make the id, so give one of them.");
    }
  }

  /**
   * The same with a run id of one's own.
   *
   * @param id one segment; random by default
   * @return the spec
   * @throws IllegalArgumentException if it is blank, a path, or the name of a standard folder
   */
  public StagedSpec runId(String id) {
    return new StagedSpec(
        RunNames.checkRun("run id", id), seed, date, stage, debug, order, tracker, ancestor, job);
  }

  /**
   * The same with a run id made of a seed, as the Python original makes it.
   *
   * @param value any number
   * @return the spec
   */
  public StagedSpec seed(long value) {
    return new StagedSpec(runId, value, date, stage, debug, order, tracker, ancestor, job);
  }

  /**
   * The same with a fixed date in a generated run id.
   *
   * @param fixed the date; by default today in the store's zone
   * @return the spec
   */
  public StagedSpec date(LocalDate fixed) {
    return new StagedSpec(runId, seed, fixed, stage, debug, order, tracker, ancestor, job);
  }

  /**
   * The same with a stage.
   *
   * @param name one segment, such as {@code finetune}
   * @return the spec
   * @throws IllegalArgumentException if it is blank, a path, or the name of a standard folder
   */
  public StagedSpec stage(String name) {
    return new StagedSpec(
        runId, seed, date, RunNames.checkRun("stage", name), debug, order, tracker, ancestor, job);
  }

  /**
   * The same below the {@code debug} folder, or not.
   *
   * @param on whether the run is for debugging
   * @return the spec
   */
  public StagedSpec debug(boolean on) {
    return new StagedSpec(runId, seed, date, stage, on, order, tracker, ancestor, job);
  }

  /**
   * The same with the folders in another order.
   *
   * @param other which folder holds the other
   * @return the spec
   */
  public StagedSpec order(StageOrder other) {
    return new StagedSpec(runId, seed, date, stage, debug, other, tracker, ancestor, job);
  }

  /**
   * The same with another tracker folder.
   *
   * @param folder {@code basetracker} or {@code tracker}
   * @return the spec
   */
  public StagedSpec tracker(String folder) {
    return new StagedSpec(runId, seed, date, stage, debug, order, folder, ancestor, job);
  }

  /**
   * The same with an ancestor.
   *
   * @param run the run that this one is to descend from
   * @return the spec
   */
  public StagedSpec withAncestor(Run run) {
    return new StagedSpec(runId, seed, date, stage, debug, order, tracker, run, job);
  }

  /**
   * The same with a job key.
   *
   * @param key any text that all ranks and restarts of one job share
   * @return the spec
   */
  public StagedSpec withJob(String key) {
    return new StagedSpec(runId, seed, date, stage, debug, order, tracker, ancestor, key);
  }

  /**
   * The run id, if it is given.
   *
   * @return one segment
   */
  public Optional<String> runId() {
    return Optional.ofNullable(runId);
  }

  /**
   * The seed of the run id, if it is given.
   *
   * @return the seed
   */
  public OptionalLong seed() {
    return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
  }

  /**
   * The date of a generated run id, if it is fixed.
   *
   * @return the date
   */
  public Optional<LocalDate> date() {
    return Optional.ofNullable(date);
  }

  /**
   * The stage.
   *
   * @return one segment, if the run has a stage
   */
  public Optional<String> stage() {
    return Optional.ofNullable(stage);
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
   * The tracker's folder.
   *
   * @return {@code basetracker} or {@code tracker}
   */
  public String tracker() {
    return tracker;
  }

  @Override
  public Optional<Run> ancestor() {
    return Optional.ofNullable(ancestor);
  }

  @Override
  public Optional<String> job() {
    return Optional.ofNullable(job);
  }
}
