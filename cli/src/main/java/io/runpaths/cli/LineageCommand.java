package io.runpaths.cli;

import io.runpaths.LineageProblem;
import io.runpaths.Run;
import io.runpaths.cli.lineage.LineageGraph;
import io.runpaths.cli.lineage.MermaidFormat;
import io.runpaths.cli.lineage.SvgFormat;
import io.runpaths.cli.lineage.TreeFormat;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lineage}: who descends from whom, drawn or checked. */
@Command(
    name = "lineage",
    description = {
      "Draw what a run descends from and what descends from it, or all runs under a root; or check"
          + " the links."
    },
    customSynopsis =
        "runpaths lineage RUN|ROOT [--format tree|json|mermaid|svg] [--check] [--repair]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths lineage outputs",
      "  runpaths lineage finetune/2026-02-09_fghij --format mermaid",
      "  runpaths lineage outputs --format svg > lineage.svg",
      "  runpaths lineage outputs --check",
      "  runpaths lineage outputs --repair"
    })
final class LineageCommand implements Callable<Integer> {
  private final Session session;

  /** What the graph is written as. */
  enum Format {
    TREE,
    JSON,
    MERMAID,
    SVG
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "RUN|ROOT",
      description = "A run or a root; by default $RUNPATHS_RUN, else --root.")
  @Nullable String where;

  @Option(
      names = "--format",
      paramLabel = "tree|json|mermaid|svg",
      description = "What to draw; by default a tree.")
  @Nullable Format format;

  @Option(
      names = "--check",
      description = "Draw nothing; list what is wrong with the links, and exit with 5 if any is.")
  boolean check;

  @Option(names = "--repair", description = "As --check, and mend what is only bookkeeping.")
  boolean repair;

  LineageCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    if ((check || repair) && format != null) {
      throw CommandException.usage("--check and --repair draw nothing; leave out --format.");
    }
    LineageCollector collector = new LineageCollector(session);
    String name = where == null ? session.defaultRun() : where;
    Optional<Run> run = Optional.empty();
    if (name != null) {
      Optional<Targets.Inside> inside = new Targets(session).inside(name);
      run = inside.filter(found -> found.rest().isEmpty()).map(Targets.Inside::run);
    }
    if (run.isPresent()) {
      collector.collect(run.get());
    } else {
      collector.collect(session.openRoot(name));
    }
    return check || repair ? problems(collector.runs()) : draw(collector.graph());
  }

  private int draw(LineageGraph graph) throws IOException {
    Format wanted = format != null ? format : session.json() ? Format.JSON : Format.TREE;
    if (wanted == Format.JSON || session.json()) {
      Json.document(session.out(), described(graph));
      return ExitCode.DONE;
    }
    Consumer<String> lines =
        line -> {
          try {
            session.out().line(line);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    switch (wanted) {
      case MERMAID -> MermaidFormat.write(graph, lines);
      case SVG -> SvgFormat.write(graph, lines);
      default -> TreeFormat.write(graph, lines);
    }
    return ExitCode.DONE;
  }

  private int problems(List<Run> runs) throws IOException {
    int left = 0;
    List<Map<String, Object>> list = new ArrayList<>();
    for (Run run : runs) {
      List<LineageProblem> mended = repair ? run.store().repairLineage(run) : List.of();
      List<LineageProblem> found = new ArrayList<>(mended);
      found.addAll(run.store().checkLineage(run));
      for (LineageProblem problem : found) {
        boolean repaired = mended.contains(problem);
        left += repaired ? 0 : 1;
        if (session.json()) {
          list.add(described(problem, repaired));
        } else {
          String message = problem.message();
          session
              .out()
              .line(
                  (repaired ? "repaired " : "")
                      + problem.run()
                      + ": "
                      + message
                      + (message.endsWith(".") ? "" : "."));
        }
      }
    }
    if (session.json()) {
      Json.document(session.out(), list);
    } else if (left == 0) {
      session.note("All is well with the links of " + runs.size() + " runs.");
    }
    return left == 0 ? ExitCode.DONE : ExitCode.CORRUPT;
  }

  private static Map<String, Object> described(LineageProblem problem, boolean repaired) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("run", problem.run());
    map.put("link", problem.link());
    map.put("problem", problem.kind().name().toLowerCase(Locale.ROOT));
    map.put("message", problem.message());
    map.put("repaired", repaired);
    return map;
  }

  private static Map<String, Object> described(LineageGraph graph) {
    List<Map<String, Object>> runs = new ArrayList<>();
    for (LineageGraph.Node node : graph.nodes()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("uri", node.key());
      map.put("path", node.label());
      map.put("kind", node.kind());
      map.put("created", node.created().isEmpty() ? null : node.created());
      runs.add(map);
    }
    List<Map<String, Object>> links = new ArrayList<>();
    for (LineageGraph.Edge edge : graph.edges()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("run", edge.child());
      map.put("ancestor", edge.parent());
      map.put("name", edge.name());
      map.put("role", edge.role());
      map.put("checkpoint", edge.checkpoint().isEmpty() ? null : edge.checkpoint());
      links.add(map);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("runs", runs);
    map.put("links", links);
    return map;
  }
}
