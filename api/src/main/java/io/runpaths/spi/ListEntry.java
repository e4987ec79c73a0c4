package io.runpaths.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One line of a listing. */
public sealed interface ListEntry {
  /**
   * The text by which listings are ordered: the key, for a prefix with its slash.
   *
   * @return the name as listed
   */
  String name();

  /**
   * An object.
   *
   * @param key its key
   * @param size its length in bytes
   * @param modified when it was written, by the store's clock
   * @param listedVersion its version, where listings tell it (see {@link #version()})
   */
  record ObjectEntry(ObjectKey key, long size, Instant modified, @Nullable Version listedVersion)
      implements ListEntry {
    /** Validates. */
    public ObjectEntry {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(modified, "modified");
    }

    @Override
    public String name() {
      return key.value();
    }

    /**
     * The object's version.
     *
     * @return the version, if the store's listings tell it
     */
    public Optional<Version> version() {
      return Optional.ofNullable(listedVersion);
    }
  }

  /**
   * All that lies below one more segment. On stores with real folders it may be empty.
   *
   * @param prefix the prefix, with its slash
   */
  record PrefixEntry(KeyPrefix prefix) implements ListEntry {
    /** Validates. */
    public PrefixEntry {
      Objects.requireNonNull(prefix, "prefix");
    }

    @Override
    public String name() {
      return prefix.value();
    }
  }

  /**
   * A symbolic link on a store that has them; listings never follow it.
   *
   * @param key the link's own key
   */
  record LinkEntry(ObjectKey key) implements ListEntry {
    /** Validates. */
    public LinkEntry {
      Objects.requireNonNull(key, "key");
    }

    @Override
    public String name() {
      return key.value();
    }
  }

  /**
   * Something that no key can express, such as {@code a//b} in a bucket, a name that is not UTF-8
   * or a socket on disk. It is reported here and never skipped in silence.
   *
   * @param name the name as far as it can be shown
   * @param reason why it is no object
   */
  record UnusableEntry(String name, Reason reason) implements ListEntry {
    /** Validates. */
    public UnusableEntry {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(reason, "reason");
    }
  }
}
