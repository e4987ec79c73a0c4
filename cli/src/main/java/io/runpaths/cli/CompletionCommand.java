package io.runpaths.cli;

import io.runpaths.cli.output.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code completion}: a script that completes command lines. */
@Command(
    name = "completion",
    description = "Print a script for bash or zsh that completes commands and options.",
    customSynopsis = "runpaths completion",
    footerHeading = "%nExamples:%n",
    footer = {"  runpaths completion", "  source <(runpaths completion)"})
final class CompletionCommand implements Callable<Integer> {
  private final Session session;

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine line = Commands.line(session, new GlobalOptions());
    StoreFlags.addAll(line, session);
    session.out().text(AutoComplete.bash("runpaths", line));
    return ExitCode.DONE;
  }
}
