package io.runpaths.cli;

import io.runpaths.Artifact;
import io.runpaths.ListRequest;
import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunStore;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import io.runpaths.cli.output.Json;
import io.runpaths.spi.LocalFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ls}: the runs under a root, or the artifacts of a run. */
@Command(
    name = "ls",
    description = {
      "List the runs under a root, one path a line in key order, or the artifacts of a run."
    },
    customSynopsis =
        "runpaths ls [ROOT | RUN[/folder]] [--long] [--status S] [--newest] [--limit N]"
            + " [--unchecked]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths ls",
      "  runpaths ls outputs --long --newest --limit 5",
      "  runpaths ls --status open",
      "  runpaths ls outputs/20260208_organcmnist_efficientnetb0_7b627a",
      "  runpaths ls 20260208_organcmnist_efficientnetb0_7b627a/reports --long"
    })
final class LsCommand implements Callable<Integer> {
  private static final int THREADS = 32;

  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "ROOT|RUN[/folder]",
      description = "Where to look; by default --root.")
  @Nullable String where;

  @Option(
      names = {"-l", "--long"},
      description = "Print time, layout and status (of artifacts: size and time) before the name.")
  boolean detailed;

  @Option(
      names = "--status",
      paramLabel = "S",
      description = "Only runs that are open, finished, failed, aborted or damaged.")
  @Nullable String status;

  @Option(names = "--newest", description = "Sort by creation, the newest first.")
  boolean newest;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
  @Nullable Long limit;

  @Option(
      names = "--unchecked",
      description = "Take folders with the name of a run for runs, without looking at each.")
  boolean unchecked;

  LsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    if (limit != null && limit < 1) {
      throw CommandException.usage("--limit is " + limit + "; give a number from 1 upwards.");
    }
    if (status != null && !RunRow.STATUSES.contains(status)) {
      throw CommandException.usage(
          "There is no status '"
              + status
              + "'; there are "
              + String.join(", ", RunRow.STATUSES)
              + ".");
    }
    if (where != null) {
      Optional<Targets.Inside> inside = new Targets(session).inside(where);
      if (inside.isPresent()) {
        return artifacts(inside.get().run(), inside.get().rest());
      }
    }
    RunStore store = session.openRoot(where);
    return detailed || newest || status != null ? rows(store) : paths(store);
  }

  private int paths(RunStore store) throws IOException {
    try (Stream<RunEntry> stream =
            store.list(unchecked ? ListRequest.UNCHECKED : ListRequest.CHECKED);
        Rows rows = new Rows(session)) {
      Iterator<RunEntry> runs = stream.iterator();
      for (long left = atMost(); left > 0 && runs.hasNext(); left--) {
        String path = runs.next().path();
        if (session.json()) {
          Map<String, Object> map = new LinkedHashMap<>();
          map.put("path", path);
          map.put("location", store.root().resolve(path).display());
          rows.add(map);
        } else {
          session.out().line(path);
        }
      }
      rows.end();
    }
    return ExitCode.DONE;
  }

  private int rows(RunStore store) throws IOException {
    boolean damaged = false;
    // Reading a run's documents tells whether it is one: looking before would cost one more.
    try (Stream<RunEntry> stream = store.list(ListRequest.UNCHECKED);
        LookAhead<RunEntry, RunRow> ahead =
            new LookAhead<>(
                stream.iterator(), threads(store), entry -> RunRow.of(store, entry.path()));
        Rows rows = new Rows(session)) {
      Newest sorted = newest ? new Newest(atMost()) : null;
      for (long left = sorted == null ? atMost() : Long.MAX_VALUE; left > 0 && ahead.hasNext(); ) {
        RunRow row = ahead.next();
        boolean wanted = status == null || row.status().equals(status);
        if (row.status().equals(RunRow.GONE) || !wanted) {
          continue;
        }
        if (!row.fault().isEmpty()) {
          damaged = true;
          session.note(row.fault());
        }
        left--;
        if (sorted == null) {
          print(rows, row);
        } else {
          sorted.add(row);
        }
      }
      if (sorted != null) {
        for (RunRow row : sorted.descending()) {
          print(rows, row);
        }
      }
      rows.end();
    }
    return damaged ? ExitCode.PARTLY : ExitCode.DONE;
  }

  private void print(Rows rows, RunRow row) throws IOException {
    if (session.json()) {
      rows.add(row.toMap());
    } else if (detailed) {
      String created = row.run() == null ? "-" : row.run().record().created().toString();
      session
          .out()
          .line(
              pad(created, 27)
                  + "  "
                  + pad(row.layout(), 6)
                  + "  "
                  + pad(row.status(), 8)
                  + "  "
                  + row.path());
    } else {
      session.out().line(row.path());
    }
  }

  private int artifacts(Run run, String folder) throws IOException, CommandException {
    if (status != null || newest || unchecked) {
      throw CommandException.usage(
          where + " is in a run; --status, --newest and --unchecked are for the runs of a root.");
    }
    long count = 0;
    try (Stream<Artifact> stream = run.artifacts(folder);
        Rows rows = new Rows(session)) {
      Iterator<Artifact> artifacts = stream.iterator();
      for (long left = atMost(); left > 0 && artifacts.hasNext(); left--) {
        print(rows, artifacts.next());
        count++;
      }
      if (count == 0 && !folder.isEmpty() && !StandardFolders.of(run).contains(folder)) {
        var stat =
            run.stat(folder)
                .orElseThrow(
                    () ->
                        new CommandException(
                            new Failure(
                                "NotFound",
                                "list",
                                run.location().resolve(folder).uri(),
                                "There is nothing in the run "
                                    + run.path()
                                    + " at "
                                    + folder
                                    + "; list the run to see what there is.",
                                "",
                                ExitCode.NOT_FOUND),
                            null));
        print(rows, new Artifact(folder, stat.size(), stat.modified()));
      }
      rows.end();
    }
    return ExitCode.DONE;
  }

  private void print(Rows rows, Artifact artifact) throws IOException {
    if (session.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", artifact.name());
      map.put("size", artifact.size());
      map.put("modified", artifact.modified().toString());
      rows.add(map);
    } else if (detailed) {
      String size = Long.toString(artifact.size());
      session
          .out()
          .line(
              " ".repeat(Math.max(0, 14 - size.length()))
                  + size
                  + "  "
                  + pad(artifact.modified().toString(), 30)
                  + "  "
                  + artifact.name());
    } else {
      session.out().line(artifact.name());
    }
  }

  private long atMost() {
    return limit == null ? Long.MAX_VALUE : limit;
  }

  private static int threads(RunStore store) {
    return store.backend().extension(LocalFiles.class).isPresent() ? 1 : THREADS;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** The list of {@code --json}, or nothing. */
  private static final class Rows implements AutoCloseable {
    private final Json.@Nullable Elements elements;

    Rows(Session session) throws IOException {
      this.elements = session.json() ? Json.list(session.out()) : null;
    }

    void add(Map<String, Object> row) throws IOException {
      if (elements != null) {
        elements.add(row);
      }
    }

    void end() throws IOException {
      if (elements != null) {
        elements.end();
      }
    }

    @Override
    public void close() throws IOException {
      if (elements != null) {
        elements.close();
      }
    }
  }

  /** Keeps the newest rows, no more than asked for. */
  private static final class Newest {
    private static final Comparator<RunRow> OLDEST_FIRST =
        Comparator.comparing(RunRow::created).thenComparing(RunRow::path);

    private final long most;
    private final PriorityQueue<RunRow> rows = new PriorityQueue<>(OLDEST_FIRST);

    Newest(long most) {
      this.most = most;
    }

    void add(RunRow row) {
      rows.add(row);
      if (rows.size() > most) {
        rows.remove();
      }
    }

    List<RunRow> descending() {
      List<RunRow> sorted = new ArrayList<>(rows);
      sorted.sort(Collections.reverseOrder(OLDEST_FIRST));
      return sorted;
    }
  }
}
