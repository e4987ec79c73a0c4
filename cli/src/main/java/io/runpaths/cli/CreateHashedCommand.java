package io.runpaths.cli;

import io.runpaths.HashedSpec;
import io.runpaths.RunSpec;
import io.runpaths.cli.output.CommandException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code create hashed}. */
@Command(
    name = "hashed",
    description = "Claim a hashed run: YYYYMMDD_<dataset>_<architecture>_<hash>.",
    customSynopsis = {
      "runpaths create [ROOT] hashed --dataset D --architecture A --config FILE|- [--set K=V]…",
      "                              [--date YYYYMMDD] [--timestamp T] [--zone Z] [--scheme S]",
      "                              [--ancestor RUN] [--attach] [--job KEY]"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths create hashed --dataset mnist --architecture ResNet-18 --config config.yaml",
      "  runpaths create hashed --dataset mnist --architecture ResNet-18 --config config.yaml \\",
      "      --set lr=0.01 --set optimizer.name=adam",
      "  runpaths create hashed --dataset mnist --architecture ResNet-18 --config config.yaml \\",
      "      --job 4711 --attach"
    })
final class CreateHashedCommand implements Callable<Integer> {
  private final Session session;
  private final CreateCommand create;

  @Mixin HashedOptions inputs = new HashedOptions();
  @Mixin ClaimOptions claim = new ClaimOptions();

  CreateHashedCommand(Session session, CreateCommand create) {
    this.session = session;
    this.create = create;
  }

  @Override
  public Integer call() throws IOException, CommandException {
    String dataset = inputs.requiredDataset();
    String architecture = inputs.requiredArchitecture();
    HashedSpec spec =
        RunSpec.hashed(dataset, architecture, inputs.readConfig(session))
            .withScheme(inputs.schemeOrDefault())
            .withZone(inputs.zoneOrUtc());
    LocalDate date = inputs.dateOrNull();
    if (date != null) {
      spec = spec.withDate(date);
    }
    Number timestamp = inputs.timestampOrNull();
    if (timestamp != null) {
      spec = spec.withTimestamp(timestamp);
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
