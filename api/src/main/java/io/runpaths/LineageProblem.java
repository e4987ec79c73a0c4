package io.runpaths;

/**
 * Something about a run's links that is not as it should be.
 *
 * @param kind what it is
 * @param run the run's path below the root
 * @param link the link's name; for a stale pin the name of the pin's document
 * @param message one sentence that names the thing and the way out
 */
public record LineageProblem(Kind kind, String run, String link, String message) {
  /** What can be wrong with a link. */
  public enum Kind {
    /** The target is not there. */
    DANGLING(false),
    /** The target lies outside the root and every other configured one; it is never followed. */
    OUTSIDE(false),
    /** Another run lies where the linked one was. */
    REPLACED(false),
    /** The target is not older than the run: a person made this link, and it may form a ring. */
    NOT_OLDER(false),
    /** The link cannot be read. */
    DAMAGED(false),
    /** The target has no back link and may be removed by its owner. */
    UNPINNED(true),
    /** On disk, the symbolic link beside the document is missing or behind. */
    NO_SYMLINK(true),
    /** A back link of a run that does not link here any more, or is gone. */
    STALE_PIN(true);

    private final boolean repairable;

    Kind(boolean repairable) {
      this.repairable = repairable;
    }

    /**
     * Whether {@link RunStore#repairLineage} can mend it.
     *
     * @return true if nothing but RunPaths' own bookkeeping is wrong
     */
    public boolean repairable() {
      return repairable;
    }
  }
}
