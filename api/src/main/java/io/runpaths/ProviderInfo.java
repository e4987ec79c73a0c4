package io.runpaths;

import io.runpaths.spi.OptionSpec;
import java.util.List;

/**
 * A provider that was found.
 *
 * @param className the provider's class
 * @param origin where it was loaded from: a jar, a folder or a module
 * @param schemes the schemes it resolves, sorted
 * @param options the settings it understands
 */
public record ProviderInfo(
    String className, String origin, List<String> schemes, List<OptionSpec> options) {
  /** Copies. */
  public ProviderInfo {
    schemes = List.copyOf(schemes);
    options = List.copyOf(options);
  }
}
