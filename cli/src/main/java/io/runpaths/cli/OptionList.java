package io.runpaths.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;

/** The options of one subcommand in its help, without those that stand in any position. */
final class OptionList implements IHelpSectionRenderer {
  @Override
  public String render(Help help) {
    boolean top = help.commandSpec().parent() == null;
    List<OptionSpec> own = new ArrayList<>();
    for (OptionSpec option : help.commandSpec().options()) {
      if ((top || !option.inherited()) && !option.hidden()) {
        own.add(option);
      }
    }
    Help.Layout layout = help.createDefaultLayout(own, List.of(), help.colorScheme());
    layout.addAllOptions(own, help.parameterLabelRenderer());
    return top
        ? layout.toString()
        : layout + "  and those for any position, which runpaths --help lists\n";
  }
}
