package io.runpaths.cli;

import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import io.runpaths.cli.output.Json;
import io.runpaths.spi.AlreadyExistsException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code create}: claims a run. The layout is a subcommand; the root stands before it. */
@Command(
    name = "create",
    description = {
      "Claim a new run and print where it is. Exactly one caller gets a run, however many try; the"
          + " same inputs again are exit code 4, unless --attach continues the run."
    },
    customSynopsis = {
      "runpaths create [ROOT] hashed --dataset D --architecture A --config FILE|- [--set K=V]…",
      "                              [--date YYYYMMDD] [--timestamp T] [--zone Z] [--scheme S]",
      "                              [--ancestor RUN] [--attach] [--job KEY]",
      "runpaths create [ROOT] staged [--run-id ID | --seed N] [--stage S] [--debug]",
      "                              [--order stage-first|run-first]",
      "                              [--ancestor RUN] [--attach] [--job KEY]"
    },
    synopsisSubcommandLabel = "hashed|staged",
    commandListHeading = "%nLayouts:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths create hashed --dataset mnist --architecture ResNet-18 --config config.yaml",
      "  runpaths create /tmp/scratch staged --stage pretrain"
    })
final class CreateCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "ROOT",
      description = "Path or URI under which the run is made; by default --root.")
  @Nullable String root;

  CreateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws CommandException {
    throw CommandException.usage(
        "The layout is missing; write runpaths create [ROOT] hashed … or runpaths create [ROOT]"
            + " staged …");
  }

  RunStore store() throws IOException {
    return session.openRoot(root);
  }

  /** Claims or continues the run, and prints where it is. */
  int create(RunSpec spec, boolean attach) throws IOException, CommandException {
    RunStore store = store();
    Run run;
    try {
      run = attach ? store.attach(spec) : store.create(spec);
    } catch (AlreadyExistsException e) {
      if (attach) {
        throw e;
      }
      throw new CommandException(
          Failure.of(e).withHint("With --attach the command continues a run of the same inputs."),
          e);
    }
    for (String warning : run.warnings()) {
      session.note(warning);
    }
    if (session.json()) {
      Json.document(session.out(), RunView.brief(run));
    } else {
      session.out().line(run.location().display());
    }
    return ExitCode.DONE;
  }
}
