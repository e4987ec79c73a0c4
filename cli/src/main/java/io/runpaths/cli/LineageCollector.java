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

/** Gathers runs and their links. */
final class LineageCollector {
  private final Session session;
  private final LineageGraph graph = new LineageGraph();
  private final Map<Location, Optional<Run>> opened = new HashMap<>();
  private final List<Run> runs = new ArrayList<>();

  LineageCollector(Session session) {
    this.session = session;
  }

  LineageGraph graph() {
    return graph;
  }

  /** The runs that were asked for, without those that links lead to beside them. */
  List<Run> runs() {
    return runs;
  }

  /** A run with all that it descends from and all that descends from it. */
  void collect(Run start) throws IOException {
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
        Run run = store.open(entries.next().path());
        runs.add(run);
        add(run, false);
      }
    }
  }

  private void add(Run run, boolean start) throws IOException {
    graph.add(node(run, start));
    for (Link link : run.links()) {
      Optional<Run> ancestor = open(run, link);
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
