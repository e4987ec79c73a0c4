package io.runpaths.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Puts the subcommands together, and gives them one look of help. */
final class Commands {
  /** What docs/CLI.md promises for later, so that asking for it is not called a slip. */
  static final Set<String> LATER =
      Set.of(
          "status",
          "logs",
          "exec",
          "workspace",
          "checkpoint",
          "seal",
          "verify",
          "gc",
          "adopt",
          "doctor",
          "diff",
          "find",
          "migrate");

  private static final int WIDTH = 100;

  private Commands() {}

  static CommandLine line(Session session, GlobalOptions globals) {
    CreateCommand create = new CreateCommand(session);
    CommandLine path = new CommandLine(new PathCommand(session));
    CommandLine line =
        new CommandLine(globals)
            .addSubcommand(
                "id",
                new CommandLine(new IdCommand())
                    .addSubcommand("hashed", new IdHashedCommand(session))
                    .addSubcommand("staged", new IdStagedCommand(session)))
            .addSubcommand(
                "create",
                new CommandLine(create)
                    .addSubcommand("hashed", new CreateHashedCommand(session, create))
                    .addSubcommand("staged", new CreateStagedCommand(session, create)))
            .addSubcommand("ls", new LsCommand(session))
            .addSubcommand("show", new ShowCommand(session))
            .addSubcommand("path", path)
            .addSubcommand("put", new PutCommand(session))
            .addSubcommand("get", new GetCommand(session))
            .addSubcommand("cat", new CatCommand(session))
            .addSubcommand("rm", new RmCommand(session))
            .addSubcommand("link", new LinkCommand(session))
            .addSubcommand("unlink", new UnlinkCommand(session))
            .addSubcommand("lineage", new LineageCommand(session))
            .addSubcommand("providers", new ProvidersCommand(session))
            .addSubcommand("completion", new CompletionCommand(session))
            .addSubcommand("demo", new DemoCommand(session));
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setPosixClusteredShortOptionsAllowed(false)
        .setUsageHelpWidth(WIDTH);
    look(line);
    places(path);
    return line;
  }

  private static void look(CommandLine line) {
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, Commands::ownOptions);
    for (CommandLine sub : line.getSubcommands().values()) {
      UsageMessageSpec usage = sub.getCommandSpec().usageMessage();
      usage.synopsisHeading("").descriptionHeading("%n");
      usage.parameterListHeading("%nParameters:%n").optionListHeading("%nOptions:%n");
      look(sub);
    }
  }

  private static String ownOptions(Help help) {
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
        : layout
            + "  and those for any position, which runpaths --help lists"
            + System.lineSeparator();
  }

  private static void places(CommandLine path) {
    List<String> footer = new ArrayList<>();
    UsageMessageSpec usage = path.getCommandSpec().usageMessage();
    for (String line : Place.help()) {
      footer.add(line);
    }
    footer.add("");
    footer.add("Examples:");
    footer.addAll(List.of(usage.footer()));
    usage.footerHeading("%nWHAT and the layout that has it:%n");
    usage.footer(footer.toArray(String[]::new));
  }
}
