package io.runpaths;

import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Page;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The entries of a listing one after another, a page at a time. */
final class Listings implements Iterator<ListEntry> {
  private static final int PAGE = 1000;

  private final StorageBackend backend;
  private final KeyPrefix prefix;
  private final Depth depth;
  private Iterator<ListEntry> entries;
  private Cursor cursor;

  private Listings(StorageBackend backend, KeyPrefix prefix, Depth depth) throws StorageException {
    this.backend = backend;
    this.prefix = prefix;
    this.depth = depth;
    Page first = backend.list(prefix, depth, Cursor.START, PAGE);
    this.entries = first.entries().iterator();
    this.cursor = first.next();
  }

  static Stream<ListEntry> stream(StorageBackend backend, KeyPrefix prefix, Depth depth)
      throws StorageException {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            new Listings(backend, prefix, depth), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public boolean hasNext() {
    while (!entries.hasNext() && cursor != Cursor.END) {
      try {
        Page page = backend.list(prefix, depth, cursor, PAGE);
        entries = page.entries().iterator();
        cursor = page.next();
      } catch (StorageException e) {
        throw new UncheckedIOException(e);
      }
    }
    return entries.hasNext();
  }

  @Override
  public ListEntry next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The listing has ended.");
    }
    return entries.next();
  }
}
