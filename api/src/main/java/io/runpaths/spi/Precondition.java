package io.runpaths.spi;

import java.util.Objects;

/**
 * What must be true of a key at the very moment of a write: one sum type, evaluated by the store
 * atomically with the write, never before it.
 */
public sealed interface Precondition {
  /** Nothing is asked: the write replaces what is there. */
  Precondition NONE = new None();

  /** The key must not exist. */
  Precondition IF_ABSENT = new IfAbsent();

  /**
   * The key must exist in exactly this version.
   *
   * @param version a version that the same backend gave for the same key
   * @return the precondition
   */
  static Precondition ifVersion(Version version) {
    return new IfVersion(version);
  }

  /** Nothing is asked. */
  record None() implements Precondition {}

  /** The key must not exist; otherwise the write fails with {@link AlreadyExistsException}. */
  record IfAbsent() implements Precondition {}

  /**
   * The key must exist in this version; otherwise (also if it does not exist at all) the write
   * fails with {@link PreconditionFailedException}.
   *
   * @param version the version expected
   */
  record IfVersion(Version version) implements Precondition {
    /** Validates. */
    public IfVersion {
      Objects.requireNonNull(version, "version");
    }
  }
}
