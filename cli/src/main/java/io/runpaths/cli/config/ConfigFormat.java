package io.runpaths.cli.config;

import java.util.Locale;

/** The notation of a configuration. */
public enum ConfigFormat {
  /** JSON as Python reads and writes it, {@code NaN} and {@code Infinity} included. */
  JSON,
  /** YAML 1.2 with the core schema. */
  YAML;

  /**
   * The notation of a document: by the end of its name, else by its first character.
   *
   * @param name a file's name or path
   * @param content the document
   * @return the notation
   */
  static ConfigFormat of(String name, byte[] content) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".json")) {
      return JSON;
    }
    if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
      return YAML;
    }
    for (byte b : content) {
      if (b == '{') {
        return JSON;
      }
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return YAML;
      }
    }
    return YAML;
  }
}
