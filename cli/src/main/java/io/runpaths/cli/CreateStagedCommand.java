package io.runpaths.cli;

import io.runpaths.RunSpec;
import io.runpaths.StageOrder;
import io.runpaths.StagedSpec;
import io.runpaths.cli.output.CommandException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code create staged}. */
@Command(
    name = "staged",
    description = "Claim a staged run: ROOT[/debug][/STAGE]/RUN_ID.",
    customSynopsis = {
      "runpaths create [ROOT] staged [--run-id ID | --seed N] [--stage S] [--debug]",
      "                              [--order stage-first|run-first]",
      "                              [--ancestor RUN] [--attach] [--job KEY]"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths create staged --stage pretrain",
      "  runpaths create staged --stage finetune --ancestor pretrain/2026-02-08_abcde",
      "  runpaths create staged --run-id trial-1 --debug"
    })
final class CreateStagedCommand implements Callable<Integer> {
  private final Session session;
  private final CreateCommand create;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "The run's id; by default a date and five random characters.")
  @Nullable String runId;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "An integer from which the id is made, as Python's random does.")
  @Nullable Long seed;

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      description = "The date in an id that is made; by default today in UTC.")
  @Nullable String date;

  @Option(
      names = "--stage",
      paramLabel = "S",
      description = "The stage, such as pretrain; by default none.")
  @Nullable String stage;

  @Option(names = "--debug", description = "Make the run below the folder debug.")
  boolean debug;

  @Option(
      names = "--order",
      paramLabel = "stage-first|run-first",
      description = "Which folder holds the other; by default STAGE/RUN_ID.")
  @Nullable String order;

  @Mixin ClaimOptions claim = new ClaimOptions();

  CreateStagedCommand(Session session, CreateCommand create) {
    this.session = session;
    this.create = create;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    StagedSpec spec = RunSpec.staged().debug(debug);
    if (runId != null) {
      spec = spec.runId(runId);
    }
    if (seed != null) {
      spec = spec.seed(seed);
    }
    if (date != null) {
      spec = spec.date(Values.date(date));
    }
    if (stage != null) {
      spec = spec.stage(stage);
    }
    if (order != null) {
      spec = spec.order(StageOrder.of(order));
    }
    if (claim.job != null) {
      spec = spec.withJob(claim.job);
    }
    if (claim.ancestor != null) {
      spec = spec.withAncestor(new Targets(session).run(claim.ancestor));
    }
    return create.create(spec, claim.attach);
  }
}
