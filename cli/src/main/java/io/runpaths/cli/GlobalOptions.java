package io.runpaths.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, and the options that stand in any position. */
@Command(
    name = "runpaths",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "A home of its own for every machine-learning training run, on disk and in buckets.",
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions, in any position:%n")
final class GlobalOptions {
  @Option(
      names = "--root",
      paramLabel = "URI",
      scope = ScopeType.INHERIT,
      description = "Path or URI under which runs live; by default $RUNPATHS_ROOT, else ./outputs.")
  @Nullable String root;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON document; errors as JSON on stderr.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print no notes, only results and errors.")
  boolean quiet;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print where in the program an error arose.")
  boolean stacktrace;

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "Print without colour; so does the variable NO_COLOR.")
  boolean noColor;

  @Option(
      names = "-D",
      paramLabel = "NAME=VALUE",
      scope = ScopeType.INHERIT,
      hidden = true,
      description = "Set a property, as for java; -Drunpaths.root=URI is one.")
  Map<String, String> properties = new LinkedHashMap<>();
}
