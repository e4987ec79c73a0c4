package io.runpaths.spi;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a read asks for: a range of bytes, perhaps of one version only. Immutable. */
public final class ReadOptions {
  /** All bytes of whatever version is there. */
  public static final ReadOptions ALL = new ReadOptions(ByteRange.ALL, null);

  private final ByteRange range;
  private final @Nullable Version ifVersion;

  private ReadOptions(ByteRange range, @Nullable Version ifVersion) {
    this.range = Objects.requireNonNull(range, "range");
    this.ifVersion = ifVersion;
  }

  /**
   * Some bytes of whatever version is there.
   *
   * @param range which bytes
   * @return the options
   */
  public static ReadOptions of(ByteRange range) {
    return new ReadOptions(range, null);
  }

  /**
   * The same, of one version only: another one is {@link PreconditionFailedException}, and bytes of
   * two versions are never mixed.
   *
   * @param version the version
   * @return the options
   */
  public ReadOptions withVersion(Version version) {
    return new ReadOptions(range, Objects.requireNonNull(version, "version"));
  }

  /**
   * Which bytes are asked for.
   *
   * @return the range
   */
  public ByteRange range() {
    return range;
  }

  /**
   * The only version to read.
   *
   * @return the version, if one was asked for
   */
  public Optional<Version> ifVersion() {
    return Optional.ofNullable(ifVersion);
  }
}
