package io.runpaths.cli;

import io.runpaths.Link;
import io.runpaths.LinkOutcome;
import io.runpaths.LinkSpec;
import io.runpaths.Run;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code link}: says that a run descends from another. */
@Command(
    name = "link",
    description = {
      "Link a run to the run that it descends from. An older link of that name is replaced; the"
          + " ancestor remembers its descendant."
    },
    customSynopsis = "runpaths link RUN ANCESTOR [--role R] [--checkpoint TAG] [--as NAME]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths link finetune/2026-02-09_fghij pretrain/2026-02-08_abcde",
      "  runpaths link finetune/2026-02-09_fghij 20260208_organcmnist_efficientnetb0_7b627a \\",
      "      --role teacher"
    })
final class LinkCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..2", paramLabel = "RUN ANCESTOR", hidden = true)
  List<String> words = List.of();

  @Option(
      names = "--role",
      paramLabel = "R",
      description = "What the other run is to this one, such as teacher; by default ancestor.")
  @Nullable String role;

  @Option(
      names = "--checkpoint",
      paramLabel = "TAG",
      description = "The checkpoint of the other run that was used.")
  @Nullable String checkpoint;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "The link's name in the run; by default the role.")
  @Nullable String name;

  LinkCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    RunWords named = RunWords.of(session, words, 1, "its ancestor");
    String inRole = role == null ? Link.ANCESTOR : role;
    LinkSpec spec = new LinkSpec(name == null ? inRole : name, inRole, checkpoint);
    Targets targets = new Targets(session);
    Run run = targets.run(named.run());
    Run ancestor = targets.run(named.rest().get(0));
    LinkOutcome outcome = run.link(ancestor, spec);
    if (!outcome.made()) {
      session.note("A run is its own beginning: " + run.path() + " was not linked to itself.");
    }
    if (outcome.warning().isPresent()) {
      session.note(outcome.warning().get());
    }
    if (session.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("run", run.path());
      map.put("name", spec.name());
      map.put("role", spec.role());
      map.put("target", ancestor.location().uri());
      map.put("made", outcome.made());
      map.put("warning", outcome.warning().orElse(""));
      Json.document(session.out(), map);
    }
    return ExitCode.DONE;
  }
}
