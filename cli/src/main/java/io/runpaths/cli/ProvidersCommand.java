package io.runpaths.cli;

import io.runpaths.ProviderInfo;
import io.runpaths.RunStores;
import io.runpaths.cli.output.ExitCode;
import io.runpaths.cli.output.Json;
import io.runpaths.cli.settings.SettingNames;
import io.runpaths.spi.OptionSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code providers}: which stores there are, and what can be set. */
@Command(
    name = "providers",
    description = {
      "List the storage providers that are installed: their schemes, and their settings as flags"
          + " and variables."
    },
    customSynopsis = "runpaths providers",
    footerHeading = "%nExamples:%n",
    footer = {"  runpaths providers", "  runpaths providers --json"})
final class ProvidersCommand implements Callable<Integer> {
  private final Session session;

  ProvidersCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    List<ProviderInfo> providers = RunStores.providers();
    if (session.json()) {
      List<Map<String, Object>> list = new ArrayList<>();
      for (ProviderInfo provider : providers) {
        list.add(described(provider));
      }
      Json.document(session.out(), list);
      return ExitCode.DONE;
    }
    for (ProviderInfo provider : providers) {
      session.out().line(String.join(": ", provider.schemes()) + ":");
      session.out().line("  " + provider.className() + " (" + provider.origin() + ")");
      for (OptionSpec setting : provider.options()) {
        session
            .out()
            .line(
                "  "
                    + (SettingNames.isSecret(setting.name())
                        ? ""
                        : SettingNames.flag(setting.name()) + ", ")
                    + SettingNames.variable(setting.name()));
        session.out().line("      " + setting.description() + " Example: " + setting.example());
      }
    }
    if (providers.isEmpty()) {
      session.note(
          "No storage provider is installed; add io.runpaths:runpaths-backend-local to the class"
              + " path.");
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> described(ProviderInfo provider) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("schemes", provider.schemes());
    map.put("class", provider.className());
    map.put("origin", provider.origin());
    List<Map<String, Object>> settings = new ArrayList<>();
    for (OptionSpec setting : provider.options()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", setting.name());
      if (!SettingNames.isSecret(setting.name())) {
        one.put("flag", SettingNames.flag(setting.name()));
      }
      one.put("variable", SettingNames.variable(setting.name()));
      one.put("description", setting.description());
      one.put("example", setting.example());
      settings.add(one);
    }
    map.put("settings", settings);
    return map;
  }
}
