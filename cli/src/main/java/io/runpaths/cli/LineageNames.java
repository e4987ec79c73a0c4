package io.runpaths.cli;

import io.runpaths.Link;
import io.runpaths.Run;

/** How runs name each other on a screen: below one root by path, elsewhere by place. */
final class LineageNames {
  private LineageNames() {}

  /** The run that a link leads to. */
  static String of(Run from, Link link) {
    return link.target()
        .below(from.store().root())
        .filter(path -> !path.isEmpty())
        .orElseGet(() -> link.target().display());
  }
}
