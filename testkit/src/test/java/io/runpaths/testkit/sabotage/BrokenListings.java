package io.runpaths.testkit.sabotage;

import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyOrder;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Page;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.ForwardingBackend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Backends that list in the wrong order, too much or too little. */
final class BrokenListings {
  private BrokenListings() {}

  /** Takes a listing as a whole, changes it, and hands it out in pages. */
  private abstract static class Relisting extends ForwardingBackend {
    private record Rest(List<ListEntry> entries) implements Cursor {}

    Relisting(StorageBackend target) {
      super(target);
    }

    abstract List<ListEntry> change(List<ListEntry> entries, KeyPrefix prefix, Depth depth)
        throws StorageException;

    @Override
    public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit)
        throws StorageException {
      List<ListEntry> entries =
          from instanceof Rest rest ? rest.entries() : change(all(prefix, depth), prefix, depth);
      int size = Math.min(limit, entries.size());
      return new Page(
          entries.subList(0, size),
          size == entries.size() ? Cursor.END : new Rest(entries.subList(size, entries.size())));
    }

    final List<ListEntry> all(KeyPrefix prefix, Depth depth) throws StorageException {
      List<ListEntry> entries = new ArrayList<>();
      for (Cursor cursor = Cursor.START; cursor != Cursor.END; ) {
        Page page = target().list(prefix, depth, cursor, 1_000);
        entries.addAll(page.entries());
        cursor = page.next();
      }
      return entries;
    }
  }

  /** Lists in the order of Java's strings. */
  static final class InUtf16Order extends Relisting {
    InUtf16Order(StorageBackend target) {
      super(target);
    }

    @Override
    List<ListEntry> change(List<ListEntry> entries, KeyPrefix prefix, Depth depth) {
      return entries.stream().sorted(Comparator.comparing(ListEntry::name)).toList();
    }
  }

  /** Lists folders by their names without the slash, as a disk does (go-cloud#3092). */
  static final class InOrderOfFolderNames extends Relisting {
    InOrderOfFolderNames(StorageBackend target) {
      super(target);
    }

    @Override
    List<ListEntry> change(List<ListEntry> entries, KeyPrefix prefix, Depth depth) {
      // The slash sorts before every other character: that is what walking folder by folder gives.
      return entries.stream()
          .sorted(
              Comparator.comparing(
                  entry -> entry.name().replace('/', '\u0001'), KeyOrder.COMPARATOR))
          .toList();
    }
  }

  /** Takes the prefix {@code run1/} for {@code run1} (syne-tune#363). */
  static final class MatchesPartsOfNames extends Relisting {
    MatchesPartsOfNames(StorageBackend target) {
      super(target);
    }

    @Override
    List<ListEntry> change(List<ListEntry> entries, KeyPrefix prefix, Depth depth)
        throws StorageException {
      if (prefix.value().isEmpty() || depth == Depth.CHILDREN) {
        return entries;
      }
      String name = prefix.value().substring(0, prefix.value().length() - 1);
      return all(KeyPrefix.ROOT, Depth.ALL).stream()
          .filter(entry -> entry.name().startsWith(name))
          .toList();
    }
  }

  /** Gives the first thousand entries and calls them all. */
  static final class StopsAfterAThousand extends Relisting {
    StopsAfterAThousand(StorageBackend target) {
      super(target);
    }

    @Override
    List<ListEntry> change(List<ListEntry> entries, KeyPrefix prefix, Depth depth) {
      return entries.subList(0, Math.min(1_000, entries.size()));
    }
  }

  /** Says nothing of what no key can express. */
  static final class SkipsTheUnusable extends Relisting {
    SkipsTheUnusable(StorageBackend target) {
      super(target);
    }

    @Override
    List<ListEntry> change(List<ListEntry> entries, KeyPrefix prefix, Depth depth) {
      return entries.stream().filter(entry -> !(entry instanceof ListEntry.UnusableEntry)).toList();
    }
  }

  /** Says nothing of names that it finds odd. */
  static final class SkipsOddNames extends Relisting {
    SkipsOddNames(StorageBackend target) {
      super(target);
    }

    @Override
    List<ListEntry> change(List<ListEntry> entries, KeyPrefix prefix, Depth depth) {
      return entries.stream().filter(entry -> entry.name().indexOf('+') < 0).toList();
    }
  }

  /** Remembers how many entries it gave, and not which. */
  static final class CountsEntries extends ForwardingBackend {
    private record Offset(int given) implements Cursor {}

    CountsEntries(StorageBackend target) {
      super(target);
    }

    @Override
    public Page list(KeyPrefix prefix, Depth depth, Cursor from, int limit)
        throws StorageException {
      List<ListEntry> entries = new ArrayList<>();
      for (Cursor cursor = Cursor.START; cursor != Cursor.END; ) {
        Page page = target().list(prefix, depth, cursor, 1_000);
        entries.addAll(page.entries());
        cursor = page.next();
      }
      int start = Math.min(from instanceof Offset offset ? offset.given() : 0, entries.size());
      int end = Math.min(start + limit, entries.size());
      return new Page(
          entries.subList(start, end), end == entries.size() ? Cursor.END : new Offset(end));
    }
  }
}
