package io.runpaths.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

  /** The whole command. */
  static CommandLine line(Session session, GlobalOptions globals) {
    return line(session, globals, name -> true);
  }

  /**
   * The command, with those subcommands whole whose names are wanted; the others are only there to
   * be listed. Reading what a subcommand takes costs time, and most command lines name one.
   */
  static CommandLine line(Session session, GlobalOptions globals, Predicate<String> wanted) {
    CommandLine line = new CommandLine(globals);
    add(line, wanted, "id", IdCommand.class, () -> id(session));
    add(line, wanted, "create", CreateCommand.class, () -> create(session));
    add(line, wanted, "ls", LsCommand.class, () -> new LsCommand(session));
    add(line, wanted, "show", ShowCommand.class, () -> new ShowCommand(session));
    add(line, wanted, "path", PathCommand.class, () -> path(session));
    add(line, wanted, "put", PutCommand.class, () -> new PutCommand(session));
    add(line, wanted, "get", GetCommand.class, () -> new GetCommand(session));
    add(line, wanted, "cat", CatCommand.class, () -> new CatCommand(session));
    add(line, wanted, "rm", RmCommand.class, () -> new RmCommand(session));
    add(line, wanted, "link", LinkCommand.class, () -> new LinkCommand(session));
    add(line, wanted, "unlink", UnlinkCommand.class, () -> new UnlinkCommand(session));
    add(line, wanted, "lineage", LineageCommand.class, () -> new LineageCommand(session));
    add(line, wanted, "providers", ProvidersCommand.class, () -> new ProvidersCommand(session));
    add(line, wanted, "completion", CompletionCommand.class, () -> new CompletionCommand(session));
    add(line, wanted, "demo", DemoCommand.class, () -> new DemoCommand(session));
    if (wanted.test("help")) {
      line.addSubcommand("help", new CommandLine.HelpCommand());
    }
    line.setCaseInsensitiveEnumValuesAllowed(true).setExpandAtFiles(false).setUsageHelpWidth(WIDTH);
    look(line);
    return line;
  }

  private static void add(
      CommandLine line,
      Predicate<String> wanted,
      String name,
      Class<?> type,
      Supplier<Object> command) {
    if (wanted.test(name)) {
      line.addSubcommand(name, command.get());
      return;
    }
    CommandSpec listed = CommandSpec.create();
    listed.usageMessage().description(type.getAnnotation(Command.class).description());
    line.addSubcommand(name, listed);
  }

  private static CommandLine id(Session session) {
    return new CommandLine(new IdCommand())
        .addSubcommand("hashed", new IdHashedCommand(session))
        .addSubcommand("staged", new IdStagedCommand(session));
  }

  private static CommandLine create(Session session) {
    CreateCommand create = new CreateCommand(session);
    return new CommandLine(create)
        .addSubcommand("hashed", new CreateHashedCommand(session, create))
        .addSubcommand("staged", new CreateStagedCommand(session, create));
  }

  private static CommandLine path(Session session) {
    CommandLine path = new CommandLine(new PathCommand(session));
    places(path);
    return path;
  }

  private static void look(CommandLine line) {
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionList());
    for (CommandLine sub : line.getSubcommands().values()) {
      UsageMessageSpec usage = sub.getCommandSpec().usageMessage();
      usage.synopsisHeading("").descriptionHeading("%n");
      usage.parameterListHeading("%nParameters:%n").optionListHeading("%nOptions:%n");
      look(sub);
    }
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
