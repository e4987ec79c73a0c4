package io.runpaths;

import org.jspecify.annotations.Nullable;

/**
 * How a link is to be made. Immutable.
 *
 * @param name the link's name in the run, one segment
 * @param role what the other run is to this one
 * @param checkpointOrNull the tag of the checkpoint used; null for none
 */
public record LinkSpec(String name, String role, @Nullable String checkpointOrNull) {
  /** The link {@code ancestor} in the role of ancestor. */
  public static final LinkSpec ANCESTOR = new LinkSpec(RunNames.ANCESTOR, RunNames.ANCESTOR, null);

  /**
   * Validates.
   *
   * @throws IllegalArgumentException if a name is blank or a path
   */
  public LinkSpec {
    name = RunNames.checkLink(name);
    role = RunNames.checkLink(role);
    if (checkpointOrNull != null) {
      checkpointOrNull = RunNames.checkName("checkpoint", checkpointOrNull);
    }
  }

  /**
   * A named parent in a role, both of that name.
   *
   * @param role such as {@code teacher}
   * @return the spec
   */
  public static LinkSpec role(String role) {
    return new LinkSpec(role, role, null);
  }

  /**
   * The same under another name.
   *
   * @param other the link's name
   * @return the spec
   */
  public LinkSpec named(String other) {
    return new LinkSpec(other, role, checkpointOrNull);
  }

  /**
   * The same from a checkpoint.
   *
   * @param tag the checkpoint's tag
   * @return the spec
   */
  public LinkSpec fromCheckpoint(String tag) {
    return new LinkSpec(name, role, tag);
  }
}
