package io.runpaths.spi;

/** How deep a listing looks. */
public enum Depth {
  /** What lies directly below the prefix; deeper keys are folded into one {@code PREFIX} each. */
  CHILDREN,

  /** Every object below the prefix, however deep; no {@code PREFIX} entries. */
  ALL
}
