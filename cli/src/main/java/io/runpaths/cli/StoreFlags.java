package io.runpaths.cli;

import io.runpaths.ProviderInfo;
import io.runpaths.RunStores;
import io.runpaths.cli.settings.SettingNames;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * Offers every setting of every provider as a flag, in any position. Providers are only looked for
 * when the command line has a flag that the command itself does not know, as finding them takes
 * time.
 */
final class StoreFlags {
  private StoreFlags() {}

  static void add(CommandLine line, Session session, String[] args) {
    Set<String> known = new TreeSet<>();
    collect(line, known);
    for (String arg : args) {
      if (arg.equals("--")) {
        return;
      }
      int equals = arg.indexOf('=');
      String flag = equals < 0 ? arg : arg.substring(0, equals);
      if (flag.startsWith("--") && !known.contains(flag)) {
        addAll(line, session, known);
        return;
      }
    }
  }

  /** Adds all flags there are. */
  static void addAll(CommandLine line, Session session) {
    Set<String> known = new TreeSet<>();
    collect(line, known);
    addAll(line, session, known);
  }

  private static void addAll(CommandLine line, Session session, Set<String> known) {
    for (ProviderInfo provider : RunStores.providers()) {
      for (io.runpaths.spi.OptionSpec setting : provider.options()) {
        if (known.add(SettingNames.flag(setting.name()))) {
          line.getCommandSpec().addOption(option(line.getCommandSpec(), session, setting));
        }
      }
    }
  }

  private static OptionSpec option(
      CommandSpec spec, Session session, io.runpaths.spi.OptionSpec setting) {
    String flag = SettingNames.flag(setting.name());
    return OptionSpec.builder(flag)
        .type(String.class)
        .arity("1")
        .paramLabel(setting.example())
        .description(setting.description().replace("%", "%%"))
        .scopeType(ScopeType.INHERIT)
        .setter(
            new ISetter() {
              @Override
              public <T> T set(T value) {
                if (value instanceof String text) {
                  if (SettingNames.isSecret(setting.name())) {
                    throw new ParameterException(
                        spec.commandLine(),
                        "The setting "
                            + setting.name()
                            + " is a secret, which a command line would show to everybody; use"
                            + " the variable "
                            + SettingNames.variable(setting.name()));
                  }
                  session.setStoreFlag(setting.name(), text);
                }
                return value;
              }
            })
        .build();
  }

  private static void collect(CommandLine line, Set<String> known) {
    known.addAll(line.getCommandSpec().optionsMap().keySet());
    for (CommandLine sub : line.getSubcommands().values()) {
      collect(sub, known);
    }
  }
}
