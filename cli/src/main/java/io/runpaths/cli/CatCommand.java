package io.runpaths.cli;

import io.runpaths.Run;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.spi.ObjectContent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cat}: an artifact's bytes on standard output. */
@Command(
    name = "cat",
    description = "Print an artifact's bytes.",
    customSynopsis = "runpaths cat RUN ARTIFACT",
    footerHeading = "%nExamples:%n",
    footer = {"  runpaths cat 20260208_organcmnist_efficientnetb0_7b627a reports/config.yaml"})
final class CatCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(arity = "1..2", paramLabel = "RUN ARTIFACT", hidden = true)
  List<String> words = List.of();

  CatCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    RunWords named = RunWords.of(session, words, 1, "the artifact to print");
    Run run = new Targets(session).run(named.run());
    try (ObjectContent content = run.read(named.rest().get(0))) {
      Contents.copy(run.artifact(named.rest().get(0)), content, session.out());
    }
    return ExitCode.DONE;
  }
}
