package io.runpaths.cli;

import io.runpaths.Link;
import io.runpaths.Run;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import io.runpaths.cli.output.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code unlink}: takes a link away. */
@Command(
    name = "unlink",
    description = "Take a link of a run away, and what the other run remembers of it.",
    customSynopsis = "runpaths unlink RUN [NAME]",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths unlink finetune/2026-02-09_fghij",
      "  runpaths unlink finetune/2026-02-09_fghij teacher"
    })
final class UnlinkCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "0..2", paramLabel = "RUN [NAME]", hidden = true)
  List<String> words = List.of();

  UnlinkCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    Run run = new Targets(session).run(words.isEmpty() ? null : words.get(0));
    String name = words.size() > 1 ? words.get(1) : Link.ANCESTOR;
    if (!run.unlink(name)) {
      throw new CommandException(
          new Failure(
              "NotFound",
              "unlink",
              run.location().uri(),
              "The run " + run.path() + " has no link " + name + "; see runpaths show.",
              "",
              ExitCode.NOT_FOUND),
          null);
    }
    if (session.json()) {
      Json.document(session.out(), Map.of("run", run.path(), "removed", name));
    }
    return ExitCode.DONE;
  }
}
