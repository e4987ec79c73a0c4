package io.runpaths.cli.settings;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.runpaths.RunStores;
import io.runpaths.spi.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One {@code config.toml}. A table whose name is a URI binds settings to all that lies below that
 * URI:
 *
 * <pre>{@code
 * ["s3://lab-bucket"]
 * endpoint = "https://storage.lab.example"
 * profile = "lab"
 * }</pre>
 *
 * <p>Prefixes are whole segments: {@code s3://lab} does not hold {@code s3://lab-bucket}. A scheme
 * alone, {@code "s3://"}, holds all its locations. Other spellings of a scheme mean the same as in
 * a location: {@code s3a://lab} is {@code s3://lab}. Names are those of the provider's settings,
 * with or without the provider's own prefix. A setting that would hold a secret is refused wherever
 * in the tables it stands.
 */
final class ConfigToml {
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final List<Binding> bindings;

  private ConfigToml(Path file, List<Binding> bindings) {
    this.file = file;
    this.bindings = bindings;
  }

  /**
   * One table.
   *
   * @param prefix its name
   * @param values its settings
   */
  record Binding(String prefix, Map<String, String> values) {
    /** Whether a location lies at or below the prefix. */
    boolean holds(Location location) {
      String own = prefix.startsWith(location.scheme() + "://") ? prefix : canonical();
      return own.equals(location.scheme() + "://")
          || (!own.endsWith("://") && location.below(Location.parse(own)).isPresent());
    }

    /** The prefix in its provider's spelling; as it is if no provider here knows it. */
    private String canonical() {
      boolean bare = prefix.endsWith("://");
      try {
        Location place = RunStores.resolve(bare ? prefix + "any" : prefix);
        return bare ? place.scheme() + "://" : place.uri();
      } catch (IllegalArgumentException e) {
        return prefix;
      }
    }

    /** Longer prefixes are more particular; the length is that of the normal form. */
    int length() {
      return prefix.endsWith("://") ? 0 : Location.parse(prefix).uri().length();
    }
  }

  /**
   * Reads a file.
   *
   * @param file the file, which exists
   * @param ours whether the whole file is RunPaths'; otherwise tables of other names are left alone
   * @throws IllegalArgumentException if it is no good; the message names the file and the way out
   * @throws IOException if it cannot be read
   */
  static ConfigToml read(Path file, boolean ours) throws IOException {
    JsonNode tree;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw bad(file, "it is larger than 1 MiB; it should only hold settings");
      }
      tree = new TomlMapper().readTree(content);
    } catch (JacksonException e) {
      String place = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      if (!ours) {
        // A neighbour of the root that is no TOML of ours is somebody else's file.
        return new ConfigToml(file, List.of());
      }
      throw new IllegalArgumentException(
          "The settings in " + file + " are no TOML" + place + ": " + e.getOriginalMessage() + ".",
          e);
    }
    List<Binding> bindings = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      String prefix = entry.getKey();
      boolean uri = prefix.contains("://");
      if (uri && entry.getValue().isObject()) {
        bindings.add(binding(file, prefix, entry.getValue()));
      } else if (ours) {
        throw bad(
            file,
            "'"
                + prefix
                + "' is no table of a URI prefix; write settings below a line such as"
                + " [\"s3://lab-bucket\"]");
      }
    }
    return new ConfigToml(file, bindings);
  }

  private static Binding binding(Path file, String prefix, JsonNode table) {
    Map<String, String> values = new TreeMap<>();
    flatten(file, prefix, "", table, values);
    Binding binding = new Binding(prefix, values);
    try {
      binding.length();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The settings in " + file + " are no good: " + e.getMessage(), e);
    }
    return binding;
  }

  private static void flatten(
      Path file, String prefix, String above, JsonNode table, Map<String, String> values) {
    for (Map.Entry<String, JsonNode> entry : table.properties()) {
      String name = above + entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isObject()) {
        flatten(file, prefix, name + ".", value, values);
      } else if (value.isArray()) {
        throw bad(file, "'" + name + "' of \"" + prefix + "\" is a list; give one value");
      } else if (SettingNames.isSecret(name)) {
        throw bad(
            file,
            "'"
                + name
                + "' of \""
                + prefix
                + "\" looks like a secret, which does not belong in a file of settings; take it"
                + " out and name a profile, or use the environment");
      } else {
        values.put(name, value.asText());
      }
    }
  }

  /** The tables that hold a location, the shortest prefix first. */
  List<Binding> holding(Location location) {
    List<Binding> holding = new ArrayList<>();
    for (Binding binding : bindings) {
      if (binding.holds(location)) {
        holding.add(binding);
      }
    }
    holding.sort((a, b) -> Integer.compare(a.length(), b.length()));
    return holding;
  }

  /** The file, for messages. */
  Path file() {
    return file;
  }

  private static IllegalArgumentException bad(Path file, String what) {
    return new IllegalArgumentException("The settings in " + file + " are no good: " + what + ".");
  }
}
