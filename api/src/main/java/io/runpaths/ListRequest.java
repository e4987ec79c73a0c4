package io.runpaths;

/**
 * What to list.
 *
 * @param checked whether each candidate is looked at to be sure that it is a run: one request each,
 *     in parallel where that helps. Without it, folders whose names are those of runs are taken for
 *     runs: as cheap as a listing can be
 */
public record ListRequest(boolean checked) {
  /** Runs only, each looked at. */
  public static final ListRequest CHECKED = new ListRequest(true);

  /** What looks like a run by its name. */
  public static final ListRequest UNCHECKED = new ListRequest(false);
}
