package io.runpaths.cli;

import io.runpaths.Run;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import io.runpaths.cli.output.Json;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectStat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rm}: deletes an artifact, after saying so. */
@Command(
    name = "rm",
    description = {
      "Delete an artifact. The plan is printed first; it is carried out with --yes, or after a"
          + " question on a terminal."
    },
    customSynopsis = "runpaths rm RUN ARTIFACT [--yes | --dry-run]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths rm 20260208_organcmnist_efficientnetb0_7b627a reports/draft.csv --dry-run",
      "  runpaths rm 20260208_organcmnist_efficientnetb0_7b627a reports/draft.csv --yes"
    })
final class RmCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..*", paramLabel = "RUN ARTIFACT", hidden = true)
  List<String> words = List.of();

  @Option(names = "--yes", description = "Act without asking.")
  boolean yes;

  @Option(names = "--dry-run", description = "Only print the plan.")
  boolean dryRun;

  RmCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    if (words.size() != 2) {
      throw new CommandException(
          new Failure(
              "Unsupported",
              "rm",
              "",
              "Removing whole runs is not part of this release; to delete an artifact write"
                  + " runpaths rm RUN ARTIFACT.",
              "",
              ExitCode.UNSUPPORTED),
          null);
    }
    Run run = new Targets(session).run(words.get(0));
    String name = words.get(1);
    Location location = run.artifact(name);
    Optional<ObjectStat> stat = run.stat(name);
    if (stat.isEmpty()) {
      throw new CommandException(
          new Failure(
              "NotFound",
              "rm",
              location.uri(),
              "The run "
                  + run.path()
                  + " has no artifact "
                  + name
                  + "; list the run to see what there is.",
              "",
              ExitCode.NOT_FOUND),
          null);
    }
    if (!session.json()) {
      session.out().line("delete " + location.display() + " (" + stat.get().size() + " bytes)");
    }
    boolean act = yes && !dryRun;
    if (!yes && !dryRun) {
      session.out().flush();
      act = session.confirm("Delete it?");
      if (!act && !session.canAsk()) {
        throw CommandException.usage(
            "Nothing was deleted, as nobody can be asked here; add --yes to act or --dry-run to"
                + " only see the plan.");
      }
    }
    if (act) {
      run.delete(name);
    }
    if (session.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("artifact", name);
      map.put("location", location.display());
      map.put("size", stat.get().size());
      map.put("deleted", act);
      Json.document(session.out(), map);
    }
    return ExitCode.DONE;
  }
}
