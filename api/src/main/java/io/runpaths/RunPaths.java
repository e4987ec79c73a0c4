package io.runpaths;

import io.runpaths.spi.Location;
import io.runpaths.spi.StorageException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Where everything of one hashed run lies: the immutable record of the first seed, on every store.
 *
 * <p>Making a record resolves names and touches nothing; {@link #create} also claims the run. Names
 * that would leave the run are refused.
 *
 * @param runId {@code YYYYMMDD_<dataset>_<architecture>_<hash>}
 * @param datasetSlug the dataset, lower-cased
 * @param architectureSlug the architecture, lower-cased and stripped to {@code [a-z0-9]}
 * @param root the run's own folder or prefix
 */
public record RunPaths(String runId, String datasetSlug, String architectureSlug, Location root) {
  /** Validates that nothing is missing. */
  public RunPaths {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(datasetSlug, "datasetSlug");
    Objects.requireNonNull(architectureSlug, "architectureSlug");
    Objects.requireNonNull(root, "root");
  }

  /**
   * Claims a new run under the default root ({@link RunStores#defaultRoot()}), with its folders, in
   * one line.
   *
   * @param datasetSlug the dataset, such as {@code organcmnist}
   * @param architectureName the architecture, such as {@code EfficientNet-B0}
   * @param trainingCfg the configuration
   * @return where everything of the new run lies
   * @throws IllegalArgumentException if a name or the configuration is no good
   * @throws StorageException if the run cannot be claimed; {@link
   *     io.runpaths.spi.AlreadyExistsException} if the same inputs have claimed it before
   */
  public static RunPaths create(
      String datasetSlug, String architectureName, Map<String, ?> trainingCfg)
      throws StorageException {
    return create(datasetSlug, architectureName, trainingCfg, RunStores.defaultRoot());
  }

  /**
   * Claims a new run under a root on disk.
   *
   * @param datasetSlug the dataset
   * @param architectureName the architecture
   * @param trainingCfg the configuration
   * @param baseDir the root
   * @return where everything of the new run lies
   * @throws StorageException if the run cannot be claimed
   */
  public static RunPaths create(
      String datasetSlug, String architectureName, Map<String, ?> trainingCfg, Path baseDir)
      throws StorageException {
    return create(datasetSlug, architectureName, trainingCfg, Location.ofPath(baseDir).uri());
  }

  /**
   * Claims a new run under any root.
   *
   * @param datasetSlug the dataset
   * @param architectureName the architecture
   * @param trainingCfg the configuration
   * @param root a path, a URI or an alias
   * @return where everything of the new run lies
   * @throws StorageException if the run cannot be claimed
   */
  public static RunPaths create(
      String datasetSlug, String architectureName, Map<String, ?> trainingCfg, String root)
      throws StorageException {
    try (RunStore store = RunStores.open(root)) {
      return store.create(RunSpec.hashed(datasetSlug, architectureName, trainingCfg)).paths();
    }
  }

  /**
   * Plots, confusion matrices, curves.
   *
   * @return {@code figures}
   */
  public Location figures() {
    return root.resolve("figures");
  }

  /**
   * Model weights and committed checkpoints.
   *
   * @return {@code checkpoints}
   */
  public Location checkpoints() {
    return root.resolve("checkpoints");
  }

  /**
   * Mirrored configuration, CSV and XLSX summaries.
   *
   * @return {@code reports}
   */
  public Location reports() {
    return root.resolve("reports");
  }

  /**
   * Training logs.
   *
   * @return {@code logs}
   */
  public Location logs() {
    return root.resolve("logs");
  }

  /**
   * The SQLite database of a hyper-parameter study.
   *
   * @return {@code database}
   */
  public Location database() {
    return root.resolve("database");
  }

  /**
   * Exported models.
   *
   * @return {@code exports}
   */
  public Location exports() {
    return root.resolve("exports");
  }

  /**
   * The best model so far.
   *
   * @return {@code checkpoints/best_<architecture>.pth}
   */
  public Location bestModelPath() {
    return root.resolve("checkpoints/best_" + architectureSlug + ".pth");
  }

  /**
   * The summary of the whole experiment.
   *
   * @return {@code reports/training_summary.xlsx}
   */
  public Location finalReportPath() {
    return root.resolve("reports/training_summary.xlsx");
  }

  /**
   * A figure.
   *
   * @param filename its name, nested names welcome: {@code organcmnist/sample_grid.png}
   * @return {@code figures/<filename>}
   * @throws IllegalArgumentException if the name is blank, absolute or would leave the folder
   */
  public Location figPath(String filename) {
    return root.resolve("figures/" + RunNames.checkName("filename", filename));
  }

  /**
   * The archived configuration.
   *
   * @return {@code reports/config.yaml}
   */
  public Location configPath() {
    return root.resolve("reports/config.yaml");
  }

  /**
   * The study's database.
   *
   * @return {@code database/study.db}
   */
  public Location dbPath() {
    return root.resolve("database/study.db");
  }
}
