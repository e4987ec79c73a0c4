package io.runpaths.cli.config;

import org.jspecify.annotations.Nullable;

/**
 * A configuration cannot be read. The message is one sentence that names the place and the fault.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    this(message, null);
  }

  ConfigException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
