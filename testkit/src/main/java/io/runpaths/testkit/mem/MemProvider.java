package io.runpaths.testkit.mem;

import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import io.runpaths.spi.PathProvider;
import io.runpaths.spi.StorageBackend;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Knows {@code mem://name/path}: stores in the memory of this JVM. */
public final class MemProvider implements PathProvider {
  private static final String WITHOUT = "mem.without";

  /** For the service loader. */
  public MemProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("mem");
  }

  @Override
  public Location resolve(String uri) {
    Location location = Location.parse(uri);
    if (location.authority().isEmpty()) {
      throw new IllegalArgumentException(
          "The location " + uri + " names no store; write it like mem://name/outputs.");
    }
    return location;
  }

  @Override
  public StorageBackend open(Location root, Options options) {
    Capabilities promised = MemBackend.EVERYTHING;
    for (String name : options.get(WITHOUT).orElse("").split(",", -1)) {
      if (!name.isBlank()) {
        promised = promised.without(capability(name.strip()));
      }
    }
    return MemBackend.open(root, promised);
  }

  @Override
  public List<OptionSpec> options() {
    return List.of(
        new OptionSpec(
            WITHOUT,
            "What the store shall not promise, with commas between; nothing by default.",
            "put-if-absent,copy"));
  }

  private static Capability capability(String name) {
    try {
      return Capability.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The setting "
              + WITHOUT
              + " names '"
              + name
              + "'; give some of "
              + Arrays.toString(Capability.values()).toLowerCase(Locale.ROOT).replace('_', '-')
              + ".",
          e);
    }
  }
}
