package io.runpaths.cli.config;

/**
 * What a configuration in YAML may have at most; far above what people write, far below what hurts.
 * JSON is read by {@link io.runpaths.layout.RunConfig}, with limits of its own.
 */
final class Limits {
  /** The length of a document in bytes. */
  static final int BYTES = 16 << 20;

  /** How deep maps and lists may nest. */
  static final int DEPTH = 500;

  /** How many values a document may have, aliases of YAML counted as often as they are used. */
  static final int VALUES = 1_000_000;

  /** How many digits a number may have. */
  static final int DIGITS = 100_000;

  private Limits() {}
}
