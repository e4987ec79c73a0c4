package io.runpaths.cli;

import io.runpaths.cli.config.Assignment;
import io.runpaths.cli.config.ConfigException;
import io.runpaths.cli.config.ConfigFormat;
import io.runpaths.cli.config.ConfigReader;
import io.runpaths.cli.output.CommandException;
import io.runpaths.layout.HashScheme;
import io.runpaths.layout.RunConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the id of a hashed run is made of, as options. */
final class HashedOptions {
  @Option(names = "--dataset", paramLabel = "D", description = "The dataset, such as organcmnist.")
  @Nullable String dataset;

  @Option(
      names = "--architecture",
      paramLabel = "A",
      description = "The architecture, such as EfficientNet-B0.")
  @Nullable String architecture;

  @Option(
      names = "--config",
      paramLabel = "FILE|-",
      description = "The configuration, JSON or YAML; - is standard input.")
  @Nullable String config;

  @Option(
      names = "--config-format",
      paramLabel = "json|yaml",
      description = "What the configuration is written in; by default its name or content tells.")
  @Nullable ConfigFormat format;

  @Option(
      names = "--set",
      paramLabel = "K=V",
      description = {
        "Set an entry of the configuration; may be repeated.",
        "lr=0.1 is a number, name=x a text, betas=[0.9,0.999] a list; optim.lr=0.1 goes one level"
            + " down, and \\. is a dot in a name."
      })
  List<String> set = List.of();

  @Option(
      names = "--date",
      paramLabel = "YYYYMMDD",
      description = "The date in the id; by default today in the zone.")
  @Nullable String date;

  @Option(
      names = "--timestamp",
      paramLabel = "T",
      description =
          "Seconds since 1970 that go into the id; 1 and 1.0 differ. run_timestamp in the"
              + " configuration goes first.")
  @Nullable String timestamp;

  @Option(
      names = "--zone",
      paramLabel = "Z",
      description = "The zone of the date, such as Europe/Berlin; by default UTC.")
  @Nullable String zone;

  @Option(
      names = "--scheme",
      paramLabel = "S",
      description =
          "How the configuration is hashed: orchard-v1 (default) or runpaths-v1, which counts"
              + " nested entries too.")
  @Nullable String scheme;

  /** Whether any of these options was given that describes one single run. */
  boolean describesRun() {
    return dataset != null || architecture != null || config != null || !set.isEmpty();
  }

  String requiredDataset() throws CommandException {
    return required(dataset, "--dataset");
  }

  String requiredArchitecture() throws CommandException {
    return required(architecture, "--architecture");
  }

  /** The configuration, assignments laid over it. */
  RunConfig readConfig(Session session) throws IOException, CommandException {
    if (config == null && set.isEmpty()) {
      throw CommandException.usage(
          "There is no configuration; give --config FILE, --config - for standard input, or --set"
              + " K=V.");
    }
    try {
      Map<String, @Nullable Object> tree =
          config == null ? new LinkedHashMap<>() : readFile(session, config);
      for (String assignment : set) {
        Assignment.parse(assignment).applyTo(tree);
      }
      return RunConfig.of(tree);
    } catch (ConfigException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, @Nullable Object> readFile(Session session, String file)
      throws IOException, ConfigException {
    if (file.equals("-")) {
      return ConfigReader.read("on standard input", session.in(), format);
    }
    try (InputStream in = Files.newInputStream(session.local(file))) {
      return ConfigReader.read(file, in, format);
    }
  }

  HashScheme schemeOrDefault() {
    return scheme == null ? HashScheme.ORCHARD_V1 : HashScheme.of(scheme);
  }

  ZoneId zoneOrUtc() throws CommandException {
    return zone == null ? ZoneOffset.UTC : Values.zone(zone);
  }

  @Nullable LocalDate dateOrNull() throws CommandException {
    return date == null ? null : Values.date(date);
  }

  @Nullable Number timestampOrNull() throws CommandException {
    return timestamp == null ? null : Values.timestamp(timestamp);
  }

  private static String required(@Nullable String value, String option) throws CommandException {
    if (value == null) {
      throw CommandException.usage("The option " + option + " is missing; see --help.");
    }
    return value;
  }
}
