package io.runpaths.spi;

import java.util.Objects;

/**
 * One setting that a provider understands. The command offers it as {@code --<name with hyphens>},
 * the environment as {@code RUNPATHS_<NAME>}, {@code config.toml} under a URI prefix.
 *
 * @param name lower-case words, dots between levels and hyphens between words, such as {@code
 *     s3.path-style}
 * @param description what it does and its default, in one sentence
 * @param example a value as one would write it
 */
public record OptionSpec(String name, String description, String example) {
  /** Validates. */
  public OptionSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(example, "example");
  }
}
