package io.runpaths.s3;

import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import io.runpaths.spi.PathProvider;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.util.List;
import java.util.Set;

/**
 * The provider of {@code s3://bucket/prefix}. The spellings {@code s3a:} and {@code s3n:} of other
 * tools are accepted and mean {@code s3:}.
 *
 * <p>Resolving and listing the settings load no class of the SDK; opening does.
 */
public final class S3PathProvider implements PathProvider {
  static final String SCHEME = "s3";

  private static final Set<String> SCHEMES = Set.of(SCHEME, "s3a", "s3n");

  /** Does nothing. */
  public S3PathProvider() {}

  @Override
  public Set<String> schemes() {
    return SCHEMES;
  }

  @Override
  public Location resolve(String uri) {
    Location written;
    try {
      written = Location.parse(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage() + " An S3 location looks like s3://bucket/outputs.", e);
    }
    if (!SCHEMES.contains(written.scheme())) {
      throw new IllegalArgumentException(
          written + " is not an S3 location; one looks like s3://bucket/outputs.");
    }
    BucketNames.check(written.authority());
    return new Location(SCHEME, written.authority(), written.path());
  }

  /**
   * Opens a bucket's store at a prefix. Sends nothing.
   *
   * @throws IllegalArgumentException if a setting or the bucket's name is no good
   */
  @Override
  public StorageBackend open(Location root, Options options) throws StorageException {
    BucketNames.check(root.authority());
    S3Settings settings = S3Settings.from(options);
    return S3Backend.open(new Location(SCHEME, root.authority(), root.path()), settings);
  }

  @Override
  public List<OptionSpec> options() {
    return S3Options.SPECS;
  }
}
