package io.runpaths.spi;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a store tells of one version of one object, without its bytes. Immutable, and safe for use
 * by several threads.
 *
 * <p>Some stores do not tell everything with an object's bytes. What they left out is asked for
 * when it is first wanted, once; see {@link Builder#untold}.
 */
public final class ObjectStat {
  /** Asks a store for what its answer left out. */
  public interface Question {
    /**
     * Asks.
     *
     * @return the whole stat of the same version
     * @throws StorageException if it cannot be had, perhaps because the object was replaced
     */
    ObjectStat ask() throws StorageException;
  }

  private final ObjectKey key;
  private final long size;
  private final Version version;
  private final Instant modified;
  private final Checksums checksums;
  private final Map<String, String> metadata;
  private final @Nullable String contentType;
  private final @Nullable Instant storeTime;
  private final @Nullable Question question;
  private @Nullable ObjectStat answer;

  private ObjectStat(Builder builder) {
    this.key = builder.key;
    this.size = builder.size;
    this.version = builder.version;
    this.modified = builder.modified;
    this.checksums = builder.checksums;
    this.metadata = builder.metadata;
    this.contentType = builder.contentType;
    this.storeTime = builder.storeTime;
    this.question = builder.question;
  }

  /** The stat that tells what this one leaves out; this one if it leaves out nothing. */
  private synchronized ObjectStat whole() {
    if (question == null) {
      return this;
    }
    ObjectStat known = answer;
    if (known == null) {
      try {
        known = question.ask();
      } catch (StorageException e) {
        throw new UncheckedIOException(e);
      }
      answer = known;
    }
    return known;
  }

  /**
   * Begins a stat with what every store knows.
   *
   * @param key the object
   * @param size its length in bytes, at least 0
   * @param version its version
   * @param modified when this version was written, by the store's clock
   * @return a builder
   */
  public static Builder builder(ObjectKey key, long size, Version version, Instant modified) {
    return new Builder(key, size, version, modified);
  }

  /**
   * The object.
   *
   * @return its key
   */
  public ObjectKey key() {
    return key;
  }

  /**
   * The object's length.
   *
   * @return bytes
   */
  public long size() {
    return size;
  }

  /**
   * The version that all of this describes.
   *
   * @return the version
   */
  public Version version() {
    return version;
  }

  /**
   * When this version was written.
   *
   * @return the time by the store's clock, as fine as the store keeps it
   * @throws UncheckedIOException if it had to be asked for and could not be had
   */
  public Instant modified() {
    return whole().modified;
  }

  /**
   * Checksums known without reading.
   *
   * @return the checksums
   */
  public Checksums checksums() {
    return checksums;
  }

  /**
   * Metadata given with the put.
   *
   * @return names and values; empty where the store keeps none
   * @throws UncheckedIOException if they had to be asked for and could not be had
   */
  public Map<String, String> metadata() {
    return whole().metadata;
  }

  /**
   * The content type.
   *
   * @return the media type, if the store keeps it
   */
  public Optional<String> contentType() {
    return Optional.ofNullable(contentType);
  }

  /**
   * The store's own clock at the moment of its answer.
   *
   * @return the time, if {@link Capability#STORE_TIME} is promised
   */
  public Optional<Instant> storeTime() {
    return Optional.ofNullable(storeTime);
  }

  /** Key, size and version, for messages. */
  @Override
  public String toString() {
    return key + " (" + size + " bytes, version " + version + ")";
  }

  /** Collects the parts that not every store knows. Not safe for use by several threads. */
  public static final class Builder {
    private final ObjectKey key;
    private final long size;
    private final Version version;
    private final Instant modified;
    private Checksums checksums = Checksums.NONE;
    private Map<String, String> metadata = Map.of();
    private @Nullable String contentType;
    private @Nullable Instant storeTime;
    private @Nullable Question question;

    private Builder(ObjectKey key, long size, Version version, Instant modified) {
      this.key = Objects.requireNonNull(key, "key");
      this.version = Objects.requireNonNull(version, "version");
      this.modified = Objects.requireNonNull(modified, "modified");
      this.size = size;
      if (size < 0) {
        throw new IllegalArgumentException("The size of " + key + " is " + size + ".");
      }
    }

    /**
     * Sets the checksums.
     *
     * @param known the checksums
     * @return this
     */
    public Builder checksums(Checksums known) {
      this.checksums = Objects.requireNonNull(known, "known");
      return this;
    }

    /**
     * Sets the metadata.
     *
     * @param entries all metadata
     * @return this
     */
    public Builder metadata(Map<String, String> entries) {
      this.metadata = Map.copyOf(entries);
      return this;
    }

    /**
     * Sets the content type.
     *
     * @param type a media type
     * @return this
     */
    public Builder contentType(String type) {
      this.contentType = Objects.requireNonNull(type, "type");
      return this;
    }

    /**
     * Sets the store's clock.
     *
     * @param time its time at the answer
     * @return this
     */
    public Builder storeTime(Instant time) {
      this.storeTime = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * Says that time of writing and metadata were not told, and how to ask for them.
     *
     * @param later asks, at most once
     * @return this
     */
    public Builder untold(Question later) {
      this.question = Objects.requireNonNull(later, "later");
      return this;
    }

    /**
     * Ends the stat.
     *
     * @return the stat
     */
    public ObjectStat build() {
      return new ObjectStat(this);
    }
  }
}
