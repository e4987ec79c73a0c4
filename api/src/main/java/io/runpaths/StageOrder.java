package io.runpaths;

/** Which folder of the staged layout holds the other. */
public enum StageOrder {
  /** {@code output_root[/debug]/stage_name/run_id}: as documented, the default. */
  STAGE_FIRST("stage-first"),

  /** {@code output_root[/debug]/run_id[/stage_name]}: as released Python code has it. */
  RUN_FIRST("run-first");

  private final String label;

  StageOrder(String label) {
    this.label = label;
  }

  /**
   * The order's name in documents and commands.
   *
   * @return {@code stage-first} or {@code run-first}
   */
  public String label() {
    return label;
  }

  /**
   * The order of that name.
   *
   * @param label {@code stage-first} or {@code run-first}
   * @return the order
   * @throws IllegalArgumentException if there is none of that name
   */
  public static StageOrder of(String label) {
    for (StageOrder order : values()) {
      if (order.label.equals(label)) {
        return order;
      }
    }
    throw new IllegalArgumentException(
        "There is no order '" + label + "'; it is stage-first or run-first.");
  }
}
