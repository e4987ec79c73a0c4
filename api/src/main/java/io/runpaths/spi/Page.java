package io.runpaths.spi;

import java.util.List;
import java.util.Objects;

/**
 * A stretch of a listing, in the order of the entries' {@linkplain ListEntry#name() names} by UTF-8
 * bytes, within the page and over all pages. A page may be empty though more follow.
 *
 * @param entries the entries, at most as many as asked for
 * @param next where to go on; {@link Cursor#END} after the last page
 */
public record Page(List<ListEntry> entries, Cursor next) {
  /** Copies and validates. */
  public Page {
    entries = List.copyOf(entries);
    Objects.requireNonNull(next, "next");
  }

  /**
   * Whether nothing follows.
   *
   * @return true if this is the last page
   */
  public boolean last() {
    return next == Cursor.END;
  }
}
