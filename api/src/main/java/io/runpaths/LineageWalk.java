package io.runpaths;

import io.runpaths.document.Document;
import io.runpaths.document.Documents;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.StorageException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Walks the lineage of a run breadth first, each run once, whatever people did to the links. */
final class LineageWalk implements Iterator<Run> {
  /** Which way to walk. */
  enum Direction {
    /** Along the links. */
    ANCESTORS,
    /** Along the back links that are still true. */
    DESCENDANTS
  }

  private final Direction direction;
  private final Deque<Run> unexpanded = new ArrayDeque<>();
  private final Deque<Run> found = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();

  LineageWalk(Run start, Direction direction) {
    this.direction = direction;
    unexpanded.add(start);
    seen.add(start.record().nonce());
  }

  Stream<Run> stream() {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  @Override
  public boolean hasNext() {
    try {
      while (found.isEmpty() && !unexpanded.isEmpty()) {
        Run run = unexpanded.removeFirst();
        for (Run next : direction == Direction.ANCESTORS ? parents(run) : children(run)) {
          if (seen.add(next.record().nonce())) {
            found.addLast(next);
            unexpanded.addLast(next);
          }
        }
      }
    } catch (StorageException e) {
      throw new UncheckedIOException(e);
    }
    return !found.isEmpty();
  }

  @Override
  public Run next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The lineage ends here.");
    }
    return found.removeFirst();
  }

  private List<Run> parents(Run run) throws StorageException {
    List<Run> parents = new ArrayList<>();
    for (Link link : run.links()) {
      if (link.within()) {
        openAt(run.store(), link.target()).ifPresent(parents::add);
      }
    }
    return parents;
  }

  private static List<Run> children(Run run) throws StorageException {
    List<Run> children = new ArrayList<>();
    for (Document pin : pins(run)) {
      Optional<Run> child = child(run, pin);
      if (child.isPresent() && leadsTo(child.get(), run)) {
        children.add(child.get());
      }
    }
    return children;
  }

  /** The run that left a back link, if it is still where it was. */
  static Optional<Run> child(Run run, Document pin) throws StorageException {
    String way = pin.text("childPath");
    Optional<Run> child =
        way.contains("://")
            ? openAt(run.store(), Location.parse(way))
            : openBelow(run.store(), RelativePaths.follow(run.path(), way));
    String nonce = pin.text("childNonce");
    return child.filter(found -> found.record().nonce().equals(nonce));
  }

  /**
   * The back links in a run that hold a link; stores without conditional deletion keep empty ones.
   */
  static List<Document> pins(Run run) throws StorageException {
    List<ListEntry.ObjectEntry> entries;
    try (Stream<ListEntry> listing =
        Listings.stream(
            run.store().backend(),
            KeyPrefix.of(run.path() + "/" + RunNames.DESCENDANTS),
            Depth.CHILDREN)) {
      entries =
          listing
              .filter(ListEntry.ObjectEntry.class::isInstance)
              .map(ListEntry.ObjectEntry.class::cast)
              .toList();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof StorageException failure) {
        throw failure;
      }
      throw e;
    }
    List<Document> pins = new ArrayList<>();
    for (ListEntry.ObjectEntry entry : entries) {
      Optional<Document> pin = run.store().documents().read(entry.key());
      if (pin.isPresent()) {
        Documents.requireV1(pin.get(), Pins.SCHEMA_FAMILY);
        if (Pins.pinsAnything(pin.get())) {
          pins.add(pin.get());
        }
      }
    }
    return pins;
  }

  /** Whether a run has a link that leads to another. */
  static boolean leadsTo(Run child, Run ancestor) throws StorageException {
    for (Link link : child.links()) {
      boolean same =
          link.targetNonce()
              .map(nonce -> nonce.equals(ancestor.record().nonce()))
              .orElseGet(() -> link.target().equals(ancestor.location()));
      if (same) {
        return true;
      }
    }
    return false;
  }

  /** Opens the run at a location below the store's root or another configured one. */
  static Optional<Run> openAt(RunStore store, Location location) throws StorageException {
    Optional<String> below = location.below(store.root());
    if (below.isPresent()) {
      return openBelow(store, below);
    }
    for (Location root : store.settings().linkedRoots()) {
      Optional<String> there = location.below(root);
      if (there.isPresent()) {
        return openBelow(store.linked(root), there);
      }
    }
    return Optional.empty();
  }

  private static Optional<Run> openBelow(RunStore store, Optional<String> path)
      throws StorageException {
    if (path.isEmpty() || path.get().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(store.open(path.get()));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }
}
