package io.runpaths.gcs;

import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import io.runpaths.spi.PathProvider;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.util.List;
import java.util.Set;

/**
 * The provider of {@code gs://bucket/prefix}. The spelling {@code gcs:} of other tools is accepted
 * and means {@code gs:}.
 *
 * <p>Resolving and listing the settings load no class of Google's client; opening does.
 */
public final class GcsPathProvider implements PathProvider {
  static final String SCHEME = "gs";

  private static final Set<String> SCHEMES = Set.of(SCHEME, "gcs");

  /** Does nothing. */
  public GcsPathProvider() {}

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
          e.getMessage() + " A GCS location looks like gs://bucket/outputs.", e);
    }
    if (!SCHEMES.contains(written.scheme())) {
      throw new IllegalArgumentException(
          written + " is not a GCS location; one looks like gs://bucket/outputs.");
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
    GcsSettings settings = GcsSettings.from(options);
    return GcsBackend.open(new Location(SCHEME, root.authority(), root.path()), settings);
  }

  @Override
  public List<OptionSpec> options() {
    return GcsOptions.SPECS;
  }
}
