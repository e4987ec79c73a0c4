package io.runpaths.spi;

/**
 * Where a listing goes on: given by a {@link Page}, opaque, valid for the same backend object,
 * prefix and depth. Backends make their own; a cursor may hold the rest of a folder that was read.
 * Immutable: a page may be asked for again with the same cursor, as a retry does.
 */
public interface Cursor {
  /** Before the first entry. */
  Cursor START = Mark.START;

  /** Behind the last entry. */
  Cursor END = Mark.END;

  /** The two cursors that every backend shares. */
  enum Mark implements Cursor {
    /** Before the first entry. */
    START,
    /** Behind the last entry. */
    END
  }
}
