package io.runpaths;

import io.runpaths.document.Document;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.Location;
import io.runpaths.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the links and back links of one run, and mends what is only bookkeeping. */
final class LineageCheck {
  private final Run run;
  private final RunStore store;
  private final List<LineageProblem> problems = new ArrayList<>();

  LineageCheck(Run run) {
    this.run = run;
    this.store = run.store();
  }

  List<LineageProblem> check() throws StorageException {
    List<Link> links;
    try {
      links = run.links();
    } catch (CorruptDataException e) {
      add(LineageProblem.Kind.DAMAGED, Link.ANCESTOR, String.valueOf(e.getMessage()));
      links = List.of();
    }
    for (Link link : links) {
      check(link);
    }
    for (Document pin : LineageWalk.pins(run)) {
      if (stale(pin)) {
        add(
            LineageProblem.Kind.STALE_PIN,
            pin.at().name(),
            "The back link of " + pin.text("child") + " is stale: no link of that run leads here");
      }
    }
    return List.copyOf(problems);
  }

  List<LineageProblem> repair() throws StorageException {
    List<LineageProblem> mended = new ArrayList<>();
    for (LineageProblem problem : check()) {
      if (problem.kind() == LineageProblem.Kind.STALE_PIN) {
        removePin(problem.link());
        mended.add(problem);
      } else if (problem.kind() == LineageProblem.Kind.NO_SYMLINK) {
        new SymlinkMirror(run).follow(problem.link());
        mended.add(problem);
      } else if (problem.kind() == LineageProblem.Kind.UNPINNED) {
        Optional<Link> link = run.link(problem.link());
        Optional<Run> target =
            link.isPresent() ? LineageWalk.openAt(store, link.get().target()) : Optional.empty();
        if (target.isPresent()) {
          LinkSpec spec =
              new LinkSpec(link.get().name(), link.get().role(), link.get().checkpointOrNull());
          // Making the same link again writes the pin, and nothing else changes.
          if (run.link(target.get(), spec).warning().isEmpty()) {
            mended.add(problem);
          }
        }
      }
    }
    return List.copyOf(mended);
  }

  private void check(Link link) throws StorageException {
    Location target = link.target();
    if (!link.within()) {
      add(
          LineageProblem.Kind.OUTSIDE,
          link.name(),
          "The link "
              + link.name()
              + " leads to "
              + target.display()
              + ", outside the configured roots, and is not followed");
      return;
    }
    Optional<Run> there = LineageWalk.openAt(store, target);
    if (there.isEmpty()) {
      add(
          LineageProblem.Kind.DANGLING,
          link.name(),
          "The link " + link.name() + " leads to " + target.display() + ", where no run is");
      return;
    }
    RunRecord older = there.get().record();
    if (link.targetNonce().isPresent() && !link.targetNonce().get().equals(older.nonce())) {
      add(
          LineageProblem.Kind.REPLACED,
          link.name(),
          "The link "
              + link.name()
              + " leads to "
              + target.display()
              + ", where another run is now");
      return;
    }
    if (!older.precedes(run.record())) {
      add(
          LineageProblem.Kind.NOT_OLDER,
          link.name(),
          "The link " + link.name() + " leads to " + target.display() + ", which is not older");
      return;
    }
    checkBookkeeping(link, there.get());
  }

  private void checkBookkeeping(Link link, Run target) throws StorageException {
    boolean pinned = false;
    for (Document pin : LineageWalk.pins(target)) {
      pinned |= pin.text("childNonce").equals(run.record().nonce()) && Pins.holds(pin, link.name());
    }
    if (!pinned) {
      add(
          LineageProblem.Kind.UNPINNED,
          link.name(),
          "The run " + target.path() + " has no back link of " + link.name() + "; repair adds it");
    }
    boolean sameRoot = target.store() == store;
    if (sameRoot && store.backend().extension(LinkSupport.class).isPresent()) {
      String symlink = LinkReader.readSymlink(store.backend(), run.path(), link.name());
      if (!RelativePaths.between(run.path(), target.path()).equals(symlink)
          && link.targetNonce().isPresent()) {
        add(
            LineageProblem.Kind.NO_SYMLINK,
            link.name(),
            "The symbolic link " + link.name() + " is missing or behind; repair makes it");
      }
    }
  }

  private boolean stale(Document pin) throws StorageException {
    Optional<Run> child = LineageWalk.child(run, pin);
    return child.isEmpty() || !LineageWalk.leadsTo(child.get(), run);
  }

  private void removePin(String name) throws StorageException {
    for (Document pin : LineageWalk.pins(run)) {
      if (pin.at().name().equals(name) && stale(pin)) {
        Pins.clear(store, run.path(), name, pin);
      }
    }
  }

  private void add(LineageProblem.Kind kind, String link, String message) {
    problems.add(new LineageProblem(kind, run.path(), link, message + "."));
  }
}
