package io.runpaths.vfs;

import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import io.runpaths.spi.PathProvider;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Opens the schemes of Apache Commons VFS: {@code ram://name/path}, which lives as long as the
 * program, and {@code sftp://user@host:port/path}, where {@code /~/} begins at the home folder.
 *
 * <p>Paths are literal: neither {@code %}, {@code #} nor {@code ?} means anything in them. Safe for
 * use by several threads. Loading this class loads no class of VFS or SSH.
 *
 * @see <a href="https://commons.apache.org/proper/commons-vfs/">Apache Commons VFS</a>
 */
public final class VfsProvider implements PathProvider {
  /** Does nothing; for {@link java.util.ServiceLoader}. */
  public VfsProvider() {}

  @Override
  public Set<String> schemes() {
    return VfsScheme.NAMES;
  }

  @Override
  public Location resolve(String uri) {
    int colon = uri.indexOf(':');
    String name = colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
    VfsScheme scheme = VfsScheme.of(name);
    Location location;
    try {
      location = Location.parse(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          e.getMessage() + " Write it as in " + scheme.example() + ".", e);
    }
    scheme.check(location);
    return location;
  }

  @Override
  public StorageBackend open(Location root, Options options) throws StorageException {
    VfsScheme scheme = VfsScheme.of(root.scheme());
    scheme.check(root);
    return scheme.open(root, options);
  }

  @Override
  public List<OptionSpec> options() {
    return VfsScheme.allOptions();
  }
}
