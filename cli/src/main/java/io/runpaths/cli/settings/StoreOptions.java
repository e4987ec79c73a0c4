package io.runpaths.cli.settings;

import io.runpaths.ProviderInfo;
import io.runpaths.RunStores;
import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the stores that one command opens. A flag goes before the environment, and the
 * environment before {@code config.toml}. Of two tables of {@code config.toml} that hold a location
 * the one of the longer prefix goes first; of two of the same length, that of the file beside the
 * root.
 */
public final class StoreOptions {
  private static final String FILE_NAME = "config.toml";
  private static final String PREFIX = "RUNPATHS_";

  /** What is never a setting of a store. */
  private static final Set<String> OWN_VARIABLES =
      Set.of("RUNPATHS_ROOT", "RUNPATHS_RUN", "RUNPATHS_JAVA_OPTS", "RUNPATHS_LC_ALL");

  private final Map<String, String> flags;
  private final Map<String, String> environment;
  private final Path directory;
  private final @Nullable Location defaultRoot;
  private @Nullable Map<String, List<OptionSpec>> byScheme;

  /**
   * The settings of one command.
   *
   * @param flags what the command line gave, by name of the setting
   * @param environment the environment's variables
   * @param directory the working directory
   * @param defaultRoot the default root, beside which a {@code config.toml} may lie; null if it
   *     cannot be resolved
   */
  public StoreOptions(
      Map<String, String> flags,
      Map<String, String> environment,
      Path directory,
      @Nullable Location defaultRoot) {
    this.flags = Map.copyOf(flags);
    this.environment = Map.copyOf(environment);
    this.directory = directory;
    this.defaultRoot = defaultRoot;
  }

  /**
   * The settings with which to open a place.
   *
   * @param root the place
   * @return the settings
   * @throws IllegalArgumentException if a file of settings is no good, or the environment has a
   *     setting that the store of the place does not know; the message names it and the known ones
   * @throws IOException if a file of settings cannot be read
   */
  public Options of(Location root) throws IOException {
    Map<String, String> values = new TreeMap<>(fromFiles(root));
    values.putAll(fromEnvironment(root.scheme()));
    values.putAll(flags);
    return Options.of(values);
  }

  private Map<String, String> fromEnvironment(String scheme) {
    Set<String> ours = new TreeSet<>();
    environment.forEach(
        (name, value) -> {
          // As everywhere on a shell, an empty variable is none.
          if (name.startsWith(PREFIX) && !OWN_VARIABLES.contains(name) && !value.isBlank()) {
            ours.add(name);
          }
        });
    Map<String, String> values = new TreeMap<>();
    if (!ours.isEmpty()) {
      for (List<OptionSpec> specs : specs().values()) {
        for (OptionSpec spec : specs) {
          String variable = SettingNames.variable(spec.name());
          if (ours.contains(variable)) {
            values.put(spec.name(), environment.getOrDefault(variable, ""));
          }
        }
      }
      refuseUnknown(scheme, ours);
    }
    return values;
  }

  /** A slip in a variable's name would otherwise be a setting that silently does not hold. */
  private void refuseUnknown(String scheme, Set<String> variables) {
    Set<String> known = new TreeSet<>();
    Set<String> prefixes = new TreeSet<>();
    for (OptionSpec spec : specs().getOrDefault(scheme, List.of())) {
      known.add(SettingNames.variable(spec.name()));
      prefixes.add(SettingNames.variable(spec.name().substring(0, spec.name().indexOf('.') + 1)));
    }
    for (String variable : variables) {
      if (!known.contains(variable) && prefixes.stream().anyMatch(variable::startsWith)) {
        throw new IllegalArgumentException(
            "The environment has "
                + variable
                + ", and "
                + scheme
                + ": has no such setting; it has "
                + String.join(", ", known)
                + ".");
      }
    }
  }

  private Map<String, String> fromFiles(Location root) throws IOException {
    record Found(ConfigToml file, ConfigToml.Binding binding) {}
    List<Found> found = new ArrayList<>();
    Path user = userFile();
    for (Path file : files(root, user)) {
      if (Files.isRegularFile(file)) {
        ConfigToml toml = ConfigToml.read(file, file.equals(user));
        for (ConfigToml.Binding binding : toml.holding(root)) {
          found.add(new Found(toml, binding));
        }
      }
    }
    // The sort is stable: beside the root comes after the user's, and so goes before it.
    found.sort((a, b) -> Integer.compare(a.binding().length(), b.binding().length()));
    Map<String, String> values = new TreeMap<>();
    for (Found one : found) {
      one.binding()
          .values()
          .forEach((name, value) -> values.put(fullName(one.file(), root.scheme(), name), value));
    }
    return values;
  }

  /** The files that count, the least particular first. */
  private Set<Path> files(Location root, Path user) {
    Set<Path> files = new LinkedHashSet<>();
    files.add(user);
    for (@Nullable Location place : new Location[] {defaultRoot, root}) {
      if (place != null && place.scheme().equals("file") && !place.path().isEmpty()) {
        files.add(place.toPath().resolveSibling(FILE_NAME));
      }
    }
    return files;
  }

  private Path userFile() {
    String home = environment.get("XDG_CONFIG_HOME");
    Path folder =
        home != null && !home.isBlank()
            ? directory.resolve(home)
            : directory.resolve(environment.getOrDefault("HOME", ".")).resolve(".config");
    return folder.resolve("runpaths").resolve(FILE_NAME);
  }

  private String fullName(ConfigToml toml, String scheme, String name) {
    List<OptionSpec> specs = specs().getOrDefault(scheme, List.of());
    List<String> known = new ArrayList<>();
    for (OptionSpec spec : specs) {
      String full = spec.name();
      String brief = full.substring(full.indexOf('.') + 1);
      if (name.equals(full) || name.equals(brief)) {
        return full;
      }
      known.add(brief);
    }
    throw new IllegalArgumentException(
        "The settings in "
            + toml.file()
            + " are no good: "
            + scheme
            + ": has no setting '"
            + name
            + "'; it has "
            + (known.isEmpty() ? "none" : String.join(", ", known))
            + ".");
  }

  private Map<String, List<OptionSpec>> specs() {
    Map<String, List<OptionSpec>> specs = byScheme;
    if (specs == null) {
      specs = new HashMap<>();
      for (ProviderInfo provider : RunStores.providers()) {
        for (String scheme : provider.schemes()) {
          specs.put(scheme, provider.options());
        }
      }
      byScheme = specs;
    }
    return specs;
  }
}
