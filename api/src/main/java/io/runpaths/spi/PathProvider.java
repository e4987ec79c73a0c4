package io.runpaths.spi;

import java.util.List;
import java.util.Set;

/**
 * Knows the URIs of some schemes: it resolves them to {@link Location}s and opens the backend of
 * the schemes that are its own.
 *
 * <p>Providers are found with {@link java.util.ServiceLoader}; they are declared in {@code
 * META-INF/services/io.runpaths.spi.PathProvider} and, in a named module, with {@code provides}.
 * They need a public constructor without parameters that does nothing, and are safe for use by
 * several threads.
 *
 * <p>An <em>alias</em> provider resolves its URIs to locations of another scheme, which that
 * scheme's provider then opens. It needs no backend of its own: the default {@link #open} refuses.
 *
 * <p>(The Python class of the same name, which forms the paths of one run, lives on as {@code
 * io.runpaths.StagedPaths}.)
 */
public interface PathProvider {
  /**
   * The schemes whose URIs come here, in lower case and without the colon, such as {@code "s3"}.
   *
   * @return at least one scheme; always the same
   */
  Set<String> schemes();

  /**
   * The location that a URI names. Pure: no I/O, no look at the environment beyond the working
   * directory for relative local paths. Its answer for the text of a location of its own scheme is
   * that location.
   *
   * @param uri what the user wrote, with its scheme (without one for paths on disk)
   * @return a location of one of these schemes or, for an alias, of another scheme
   * @throws IllegalArgumentException if the URI is no good; the message says what is wrong and
   *     shows a right one
   */
  Location resolve(String uri);

  /**
   * Opens the store at a root. Called only with locations of {@link #schemes()}; the root need not
   * exist yet. Opening writes nothing.
   *
   * @param root a location of a scheme of this provider
   * @param options settings; unknown names are ignored, bad values of known names refused
   * @return the backend, which the caller closes
   * @throws IllegalArgumentException if a setting is no good
   * @throws StorageException if it cannot be opened
   */
  default StorageBackend open(Location root, Options options) throws StorageException {
    throw new UnsupportedException(
        "open",
        root.uri(),
        Reason.NOT_PROMISED,
        "The provider "
            + getClass().getName()
            + " only resolves "
            + root.scheme()
            + ": to other schemes and has no store of its own.",
        null);
  }

  /**
   * The settings that {@link #open} understands.
   *
   * @return the settings; empty by default
   */
  default List<OptionSpec> options() {
    return List.of();
  }
}
