package io.runpaths.cli;

import io.runpaths.cli.output.CommandException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code id}: says what the id of a run would be, and touches nothing. */
@Command(
    name = "id",
    description = "Print the id of a run without creating anything.",
    customSynopsis = {
      "runpaths id hashed --dataset D --architecture A --config FILE|- [--set K=V]…",
      "                   [--date YYYYMMDD] [--timestamp T] [--zone Z] [--scheme S]",
      "runpaths id hashed --batch FILE|-",
      "runpaths id staged [--seed N] [--date YYYY-MM-DD]",
      "runpaths id staged --batch FILE|-"
    },
    synopsisSubcommandLabel = "hashed|staged",
    commandListHeading = "%nLayouts:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  runpaths id hashed --dataset organcmnist --architecture EfficientNet-B0 \\",
      "      --config config.yaml",
      "  runpaths id staged --seed 7"
    })
final class IdCommand implements Callable<Integer> {
  @Override
  public Integer call() throws CommandException {
    throw CommandException.usage(
        "The layout is missing; write runpaths id hashed … or runpaths id staged …");
  }
}
