package io.runpaths.local;

import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How a local store was asked to behave.
 *
 * @param durable whether a write returns only after file and folder are synced
 * @param locks whether kernel locks on this file system are believed to keep all its writers apart
 * @param patience how long a writer waits for the lock of a key
 */
record LocalSettings(boolean durable, Trust locks, Duration patience) {
  /** Whether kernel locks are relied on. */
  enum Trust {
    /** As the kind of the file system says. */
    BY_FILE_SYSTEM,
    /** Yes: the user knows that all writers share them. */
    ALWAYS,
    /** No. */
    NEVER
  }

  static final String DURABLE = "local.durable";
  static final String LOCKS = "local.locks";
  static final String PATIENCE = "local.lock-timeout";

  static final List<OptionSpec> SPECS =
      List.of(
          new OptionSpec(
              DURABLE,
              "Whether a write returns only after file and folder are synced to the device; true"
                  + " by default.",
              "false"),
          new OptionSpec(
              LOCKS,
              "Whether kernel locks keep all writers of this file system apart, which"
                  + " compare-and-set needs: auto (by the kind of file system, the default), true or"
                  + " false.",
              "auto"),
          new OptionSpec(
              PATIENCE,
              "How long a writer waits for another that holds the lock of the same key; 30s by"
                  + " default.",
              "5s"));

  LocalSettings {
    Objects.requireNonNull(locks, "locks");
    Objects.requireNonNull(patience, "patience");
  }

  /** Reads the settings; a bad value is an {@link IllegalArgumentException} that names it. */
  static LocalSettings of(Options options) {
    String locks = options.get(LOCKS).orElse("auto").strip().toLowerCase(Locale.ROOT);
    Trust trust =
        locks.equals("auto")
            ? Trust.BY_FILE_SYSTEM
            : options.getBoolean(LOCKS, true) ? Trust.ALWAYS : Trust.NEVER;
    return new LocalSettings(
        options.getBoolean(DURABLE, true),
        trust,
        options.getDuration(PATIENCE, Duration.ofSeconds(30)));
  }
}
