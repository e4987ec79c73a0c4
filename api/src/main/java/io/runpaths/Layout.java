package io.runpaths;

/** How a run's id and folders are formed. */
public enum Layout {
  /** {@code <root>/YYYYMMDD_<dataset>_<architecture>_<hash>}, see {@link RunPaths}. */
  HASHED("hashed"),

  /** {@code <root>[/debug]/<stage>/<run id>}, see {@link StagedPaths}. */
  STAGED("staged");

  private final String label;

  Layout(String label) {
    this.label = label;
  }

  /**
   * The layout's name in documents and commands.
   *
   * @return {@code hashed} or {@code staged}
   */
  public String label() {
    return label;
  }
}
