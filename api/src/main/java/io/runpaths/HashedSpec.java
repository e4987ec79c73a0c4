package io.runpaths;

import io.runpaths.layout.HashScheme;
import io.runpaths.layout.RunConfig;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run of the hashed layout that is to be. Immutable. */
public final class HashedSpec implements RunSpec {
  /** The entry of a configuration that fixes the timestamp. */
  static final String RUN_TIMESTAMP = "run_timestamp";

  private final String dataset;
  private final String architecture;
  private final RunConfig config;
  private final HashScheme scheme;
  private final @Nullable LocalDate date;
  private final @Nullable Number timestamp;
  private final @Nullable ZoneId zone;
  private final @Nullable Run ancestor;
  private final @Nullable String job;

  HashedSpec(String dataset, String architecture, RunConfig config) {
    this(dataset, architecture, config, HashScheme.ORCHARD_V1, null, null, null, null, null);
  }

  private HashedSpec(
      String dataset,
      String architecture,
      RunConfig config,
      HashScheme scheme,
      @Nullable LocalDate date,
      @Nullable Number timestamp,
      @Nullable ZoneId zone,
      @Nullable Run ancestor,
      @Nullable String job) {
    this.dataset = dataset;
    this.architecture = architecture;
    this.config = Objects.requireNonNull(config, "config");
    this.scheme = Objects.requireNonNull(scheme, "scheme");
    this.date = date;
    this.timestamp = timestamp;
    this.zone = zone;
    this.ancestor = ancestor;
    this.job = job;
  }

  /**
   * The same with another scheme of hashing.
   *
   * @param other the scheme; {@code orchard-v1} by default
   * @return the spec
   */
  public HashedSpec withScheme(HashScheme other) {
    return new HashedSpec(
        dataset, architecture, config, other, date, timestamp, zone, ancestor, job);
  }

  /**
   * The same with a fixed date.
   *
   * @param fixed the date in the id; by default today in the zone
   * @return the spec
   */
  public HashedSpec withDate(LocalDate fixed) {
    return new HashedSpec(
        dataset, architecture, config, scheme, fixed, timestamp, zone, ancestor, job);
  }

  /**
   * The same with a fixed timestamp. The configuration's own {@code run_timestamp} rules over it.
   *
   * @param seconds seconds since 1970; an integer and a floating-point number give different ids
   * @return the spec
   */
  public HashedSpec withTimestamp(Number seconds) {
    return new HashedSpec(
        dataset, architecture, config, scheme, date, seconds, zone, ancestor, job);
  }

  /**
   * The same with a zone for the date.
   *
   * @param other the zone; the store's (UTC) by default
   * @return the spec
   */
  public HashedSpec withZone(ZoneId other) {
    return new HashedSpec(
        dataset, architecture, config, scheme, date, timestamp, other, ancestor, job);
  }

  /**
   * The same with an ancestor.
   *
   * @param run the run that this one is to descend from
   * @return the spec
   */
  public HashedSpec withAncestor(Run run) {
    return new HashedSpec(dataset, architecture, config, scheme, date, timestamp, zone, run, job);
  }

  /**
   * The same with a job key.
   *
   * @param key any text that all ranks and restarts of one job share
   * @return the spec
   */
  public HashedSpec withJob(String key) {
    return new HashedSpec(
        dataset, architecture, config, scheme, date, timestamp, zone, ancestor, key);
  }

  /**
   * The dataset.
   *
   * @return its name as given
   */
  public String dataset() {
    return dataset;
  }

  /**
   * The architecture.
   *
   * @return its name as given
   */
  public String architecture() {
    return architecture;
  }

  /**
   * The configuration.
   *
   * @return all of it, unmasked
   */
  public RunConfig config() {
    return config;
  }

  /**
   * The scheme of hashing.
   *
   * @return the scheme
   */
  public HashScheme scheme() {
    return scheme;
  }

  /**
   * The date, if it is fixed.
   *
   * @return the date
   */
  public Optional<LocalDate> date() {
    return Optional.ofNullable(date);
  }

  /**
   * The timestamp, if it is fixed by {@link #withTimestamp}.
   *
   * @return seconds since 1970
   */
  public Optional<Number> timestamp() {
    return Optional.ofNullable(timestamp);
  }

  /**
   * The zone of the date, if it is not the store's.
   *
   * @return the zone
   */
  public Optional<ZoneId> zone() {
    return Optional.ofNullable(zone);
  }

  @Override
  public Optional<Run> ancestor() {
    return Optional.ofNullable(ancestor);
  }

  @Override
  public Optional<String> job() {
    return Optional.ofNullable(job);
  }

  /** Whether the timestamp is fixed, by the configuration or here. */
  boolean fixesTimestamp() {
    return timestamp != null || config.has(RUN_TIMESTAMP);
  }
}
