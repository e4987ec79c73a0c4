package io.runpaths.cli;

import io.runpaths.Link;
import io.runpaths.ListRequest;
import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunStore;
import io.runpaths.cli.lineage.LineageGraph;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gathers runs and their links, and what is wrong with them. */
final class LineageCollector {
  private final Session session;
  private final LineageGraph graph = new LineageGraph();
  private final Map<Location, Optional<Run>> opened = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private long links;

  LineageCollector(Session session) {
    this.session = session;
  }

  /**
   * Something wrong with a link.
   *
   * @param run the run that has the link
   * @param link the link
   * @param what one of {@code missing}, {@code replaced}, {@code outside}, {@code unpinned}
   * @param ancestor the run that is linked to; null if it could not be opened
   */
  record Problem(Run run, Link link, String what, @Nullable Run ancestor) {
    String sentence() {
      String at = run.path() + ": its link " + link.name() + " to " + link.target().display();
      return switch (what) {
        case "missing" -> at + " leads to no run; unlink it, or bring the run back.";
        case "replaced" -> at + " leads to another run than the one that was linked; link it anew.";
        case "outside" -> at + " leads out of the known roots, and is not followed.";
        default -> at + " is not remembered there; add the pin with lineage --repair.";
      };
    }
  }

  LineageGraph graph() {
    return graph;
  }

  List<Problem> problems() {
    return problems;
  }

  long links() {
    return links;
  }

  /** A run with all that it descends from and all that descends from it. */
  void collect(Run start) throws IOException {
    List<Run> runs = new ArrayList<>();
    runs.add(start);
    try (Stream<Run> ancestors = start.ancestors()) {
      ancestors.forEach(runs::add);
    }
    try (Stream<Run> descendants = start.descendants()) {
      descendants.forEach(runs::add);
    }
    for (Run run : runs) {
      opened.put(run.location(), Optional.of(run));
    }
    for (Run run : runs) {
      add(run, run == start);
    }
  }

  /** All runs under a root. */
  void collect(RunStore store) throws IOException {
    try (Stream<RunEntry> stream = store.list(ListRequest.CHECKED)) {
      Iterator<RunEntry> entries = stream.iterator();
      while (entries.hasNext()) {
        add(store.open(entries.next().path()), false);
      }
    }
  }

  private void add(Run run, boolean start) throws IOException {
    graph.add(node(run, start));
    for (Link link : run.links()) {
      links++;
      Optional<Run> ancestor = open(run, link);
      check(run, link, ancestor);
      if (ancestor.isPresent()) {
        graph.add(node(ancestor.get(), false));
      } else {
        graph.add(
            new LineageGraph.Node(
                link.target().uri(),
                LineageNames.of(run, link),
                link.within() ? "missing" : "outside",
                "",
                false));
      }
      graph.add(
          new LineageGraph.Edge(
              link.target().uri(),
              run.location().uri(),
              link.name(),
              link.role(),
              link.checkpoint().orElse("")));
    }
  }

  private LineageGraph.Node node(Run run, boolean start) {
    return new LineageGraph.Node(
        run.location().uri(),
        run.path(),
        run.layout().label(),
        run.record().created().toString(),
        start);
  }

  private void check(Run run, Link link, Optional<Run> ancestor) throws IOException {
    if (!link.within()) {
      problems.add(new Problem(run, link, "outside", null));
    } else if (ancestor.isEmpty()) {
      problems.add(new Problem(run, link, "missing", null));
    } else if (link.targetNonce().isPresent()
        && !link.targetNonce().get().equals(ancestor.get().record().nonce())) {
      problems.add(new Problem(run, link, "replaced", ancestor.get()));
    } else if (!ancestor.get().isPinnedBy(run, link.name())) {
      problems.add(new Problem(run, link, "unpinned", ancestor.get()));
    }
  }

  private Optional<Run> open(Run from, Link link) throws IOException {
    if (!link.within()) {
      return Optional.empty();
    }
    Optional<Run> known = opened.get(link.target());
    if (known != null) {
      return known;
    }
    Optional<Run> run;
    Location root = from.store().root();
    Optional<String> path = link.target().below(root).filter(text -> !text.isEmpty());
    try {
      run =
          path.isPresent()
              ? Optional.of(from.store().open(path.get()))
              : Optional.of(new Targets(session).at(link.target()));
    } catch (NotFoundException e) {
      run = Optional.empty();
    }
    opened.put(link.target(), run);
    return run;
  }
}
