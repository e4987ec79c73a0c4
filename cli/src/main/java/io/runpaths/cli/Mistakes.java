package io.runpaths.cli;

import io.runpaths.ProviderInfo;
import io.runpaths.RunStores;
import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Failure;
import io.runpaths.cli.settings.SettingNames;
import io.runpaths.spi.OptionSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains what is wrong with a command line, in one sentence with a way out. */
final class Mistakes {
  /** Which artifact brings the settings that begin with a word. */
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "s3", "io.runpaths:runpaths-backend-s3",
          "gcs", "io.runpaths:runpaths-backend-gcs",
          "local", "io.runpaths:runpaths-backend-local",
          "vfs", "io.runpaths:runpaths-backend-local",
          "sftp", "io.runpaths:runpaths-backend-local");

  private Mistakes() {}

  static CommandException explain(ParameterException mistake) {
    String help = "see " + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    if (mistake instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched, help);
    }
    String message = mistake.getMessage() == null ? "It is wrong" : mistake.getMessage().strip();
    if (message.endsWith(".")) {
      message = message.substring(0, message.length() - 1);
    }
    return CommandException.usage(
        Character.toUpperCase(message.charAt(0)) + message.substring(1) + "; " + help + ".",
        mistake);
  }

  private static CommandException unmatched(UnmatchedArgumentException mistake, String help) {
    String word = mistake.getUnmatched().get(0);
    boolean option = word.startsWith("-") && word.length() > 1;
    boolean command = !option && !mistake.getCommandLine().getSubcommands().isEmpty();
    boolean top = mistake.getCommandLine().getParent() == null;
    if (command && top && Commands.LATER.contains(word)) {
      return new CommandException(
          new Failure(
              "Unsupported",
              word,
              "",
              "The command "
                  + word
                  + " is not part of this release; "
                  + help
                  + " for those that are.",
              "",
              ExitCode.UNSUPPORTED),
          mistake);
    }
    if (option) {
      String setting = noSetting(word);
      if (!setting.isEmpty()) {
        return CommandException.usage(setting, mistake);
      }
    }
    String what = option ? "option" : command ? "command" : "argument";
    List<String> suggestions = mistake.getSuggestions();
    String meant =
        suggestions.isEmpty() || what.equals("argument")
            ? ""
            : "; did you mean "
                + String.join(" or ", suggestions.subList(0, Math.min(2, suggestions.size())))
                + "?";
    return CommandException.usage(
        (what.equals("argument")
                ? "There is one argument too many: '"
                : "There is no " + what + " '")
            + word
            + "'"
            + (meant.isEmpty() ? "; " + help + "." : meant + " " + capitalized(help) + "."),
        mistake);
  }

  /** What to say of a flag that has the form of a store's setting; empty if it has not. */
  private static String noSetting(String word) {
    String flag = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    for (Map.Entry<String, String> artifact : ARTIFACTS.entrySet()) {
      if (flag.startsWith("--" + artifact.getKey() + "-")) {
        TreeSet<String> schemes = new TreeSet<>();
        TreeSet<String> flags = new TreeSet<>();
        for (ProviderInfo provider : RunStores.providers()) {
          schemes.addAll(provider.schemes());
          for (OptionSpec spec : provider.options()) {
            if (spec.name().startsWith(artifact.getKey() + ".")
                && !SettingNames.isSecret(spec.name())) {
              flags.add(SettingNames.flag(spec.name()));
            }
          }
        }
        return flags.isEmpty()
            ? notInstalled(flag, artifact.getValue(), schemes)
            : unknown(artifact.getKey(), flag, flags);
      }
    }
    return "";
  }

  private static String notInstalled(String flag, String artifact, Set<String> schemes) {
    return "The option "
        + flag
        + " is a setting of a provider that is not installed; add "
        + artifact
        + " to the class path (installed are the schemes "
        + String.join(", ", schemes)
        + ").";
  }

  private static String unknown(String store, String flag, Set<String> flags) {
    String secret =
        SettingNames.isSecret(flag.substring(2))
            ? " Secrets are never given as options: name a profile or a file, or use the store's"
                + " own variables of the environment."
            : "";
    return "There is no setting '"
        + flag
        + "'; "
        + store
        + " has "
        + String.join(", ", flags)
        + "."
        + secret;
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
