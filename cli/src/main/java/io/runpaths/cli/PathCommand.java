package io.runpaths.cli;

import io.runpaths.Run;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Json;
import io.runpaths.spi.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code path}: where something of a run lies. */
@Command(
    name = "path",
    description = {
      "Print where something of a run lies, whether it exists or not: a plain path on disk, else"
          + " a URI. Nothing is created.",
    },
    customSynopsis = {"runpaths path RUN WHAT [NAME] [--uri]", "runpaths path RUN --env"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths path 20260208_organcmnist_efficientnetb0_7b627a best-model",
      "  runpaths path 20260208_organcmnist_efficientnetb0_7b627a figure loss.png --uri",
      "  runpaths path pretrain/2026-02-08_abcde log",
      "  runpaths path pretrain/2026-02-08_abcde --env"
    })
final class PathCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..3", paramLabel = "RUN WHAT [NAME]", hidden = true)
  List<String> words = List.of();

  @Option(names = "--uri", description = "Print a URI also where the store is on disk.")
  boolean uri;

  @Option(
      names = "--env",
      description =
          "Print all places of the run as lines that a shell can evaluate: RUNPATHS_RUN,"
              + " RUNPATHS_ROOT and one variable for each.")
  boolean env;

  PathCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    List<String> rest = new ArrayList<>(words);
    // Where the environment names the run, a word that names a place is no run.
    boolean fromEnvironment =
        session.defaultRun() != null
            && (rest.isEmpty() || (Place.isWord(rest.get(0)) && rest.size() < 3));
    String name = fromEnvironment || rest.isEmpty() ? null : rest.remove(0);
    if (env) {
      if (!rest.isEmpty()) {
        throw CommandException.usage("--env prints every place; leave out " + rest.get(0) + ".");
      }
      return environment(new Targets(session).run(name));
    }
    Run run = new Targets(session).run(name);
    if (rest.isEmpty()) {
      throw CommandException.usage("Name what to locate: " + Place.words(run.layout()) + ".");
    }
    Location location =
        Place.of(run.layout(), rest.get(0)).locate(run, rest.size() > 1 ? rest.get(1) : null);
    if (session.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("what", rest.get(0));
      map.put("location", location.display());
      map.put("uri", location.uri());
      Json.document(session.out(), map);
    } else {
      session.out().line(shown(location));
    }
    return ExitCode.DONE;
  }

  private int environment(Run run) throws IOException, CommandException {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("RUNPATHS_RUN", shown(run.location()));
    variables.put("RUNPATHS_ROOT", shown(run.store().root()));
    variables.put("RUNPATHS_RUN_ID", run.id());
    for (Place place : Place.unnamed(run.layout())) {
      if (place != Place.RUN) {
        variables.put(place.variable(), shown(place.locate(run, null)));
      }
    }
    if (session.json()) {
      Json.document(session.out(), variables);
      return ExitCode.DONE;
    }
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      session
          .out()
          .line(
              "export "
                  + variable.getKey()
                  + "='"
                  + variable.getValue().replace("'", "'\\''")
                  + "'");
    }
    return ExitCode.DONE;
  }

  private String shown(Location location) {
    return uri ? location.uri() : location.display();
  }
}
