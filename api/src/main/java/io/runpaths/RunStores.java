package io.runpaths;

import io.runpaths.spi.Guard;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import java.util.List;

/**
 * Opens stores: finds the provider of a URI's scheme with {@link java.util.ServiceLoader}, lets it
 * resolve the URI, follows aliases, and opens the backend.
 *
 * <p>Providers are looked for in the context class loader, in the library's own class loader and on
 * the module path, anew at every call. Two providers of one scheme are an {@link
 * IllegalStateException} that names both. A text without a scheme is a path on disk. All methods
 * may be called by any number of threads.
 */
public final class RunStores {
  private RunStores() {}

  /**
   * Opens the store at a root. Nothing is written, and the root need not exist yet.
   *
   * @param root a path, a URI, or an alias such as {@code team:vision}
   * @return the store, which the caller closes
   * @throws IllegalArgumentException if the root is no good
   * @throws UnsupportedException if no provider knows the scheme; the message lists the known ones
   *     and names the artifact to add
   * @throws StorageException if it cannot be opened
   */
  public static RunStore open(String root) throws StorageException {
    return open(root, StoreSettings.DEFAULT);
  }

  /**
   * Opens the store at a root with settings of its backend.
   *
   * @param root a path, a URI, or an alias
   * @param options the settings
   * @return the store, which the caller closes
   * @throws StorageException if it cannot be opened
   */
  public static RunStore open(String root, Options options) throws StorageException {
    return open(root, StoreSettings.DEFAULT.withOptions(options));
  }

  /**
   * Opens the store at a root with a clock, a zone and other settings.
   *
   * @param root a path, a URI, or an alias
   * @param settings the settings
   * @return the store, which the caller closes
   * @throws StorageException if it cannot be opened
   */
  public static RunStore open(String root, StoreSettings settings) throws StorageException {
    return new RunStore(openBackend(root, settings.options()), settings);
  }

  /**
   * Opens a store on a backend that is open already: for backends made by hand and for tests.
   *
   * @param backend the backend; the store closes it
   * @param settings the settings
   * @return the store, which the caller closes
   */
  public static RunStore over(StorageBackend backend, StoreSettings settings) {
    return new RunStore(Guard.over(backend), settings);
  }

  /**
   * The location that a URI names. Nothing is opened.
   *
   * @param uri a path, a URI, or an alias
   * @return its location, aliases followed
   * @throws IllegalArgumentException if the URI is no good, or no provider knows its scheme
   */
  public static Location resolve(String uri) {
    try {
      return Providers.find().resolve(uri).location();
    } catch (UnsupportedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Opens the guarded backend at a place, for those who move objects and not runs.
   *
   * @param uri a path, a URI, or an alias
   * @param options settings
   * @return the backend, which the caller closes
   * @throws StorageException if it cannot be opened
   */
  public static StorageBackend openBackend(String uri, Options options) throws StorageException {
    Providers.Resolved resolved = Providers.find().resolve(uri);
    return Guard.over(resolved.provider().open(resolved.location(), options));
  }

  /**
   * The providers that are there.
   *
   * @return what each resolves and understands, by scheme
   * @throws IllegalStateException if two claim one scheme
   */
  public static List<ProviderInfo> providers() {
    return Providers.find().infos();
  }

  /**
   * The root that is meant where none is named: the system property {@code runpaths.root}, else the
   * environment variable {@code RUNPATHS_ROOT}, else {@code outputs} in the working directory.
   *
   * @return a path, a URI, or an alias
   */
  public static String defaultRoot() {
    String property = System.getProperty("runpaths.root");
    if (property != null && !property.isBlank()) {
      return property;
    }
    String variable = System.getenv("RUNPATHS_ROOT");
    return variable != null && !variable.isBlank() ? variable : "outputs";
  }
}
