package io.runpaths.testkit.faults;

/** What a backend was asked: each is one request where the store is small objects over HTTP. */
public enum Operation {
  /** A stat, or the question whether an object exists. */
  STAT(false),
  /** The beginning of a read. */
  READ(false),
  /** A put. */
  PUT(true),
  /** The beginning of an upload; nothing is visible yet. */
  UPLOAD(false),
  /** The commit of an upload. */
  COMMIT(true),
  /** A copy inside the store. */
  COPY(true),
  /** One page of a listing. */
  LIST(false),
  /** The deletion of one object. */
  DELETE(true),
  /** The deletion of many objects at once. */
  DELETE_ALL(true);

  private final boolean changes;

  Operation(boolean changes) {
    this.changes = changes;
  }

  /**
   * Whether a reader can see its effect, so that after a lost answer the outcome is unknown.
   *
   * @return true for writes and deletes
   */
  public boolean changes() {
    return changes;
  }
}
