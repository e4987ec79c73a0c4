package io.runpaths;

import io.runpaths.spi.Location;
import io.runpaths.spi.PathProvider;
import io.runpaths.spi.Reason;
import io.runpaths.spi.UnsupportedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The providers of one moment: found anew at each use, so that late class loaders count. */
final class Providers {
  private static final String FILE = "file";

  /** An alias may lead to an alias; a longer chain is taken for a ring. */
  private static final int MAX_HOPS = 8;

  /** Which artifact knows a scheme that is not there. */
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          FILE,
          "io.runpaths:runpaths-backend-local",
          "sftp",
          "io.runpaths:runpaths-backend-local",
          "ram",
          "io.runpaths:runpaths-backend-local",
          "s3",
          "io.runpaths:runpaths-backend-s3",
          "s3a",
          "io.runpaths:runpaths-backend-s3",
          "s3n",
          "io.runpaths:runpaths-backend-s3",
          "gs",
          "io.runpaths:runpaths-backend-gcs",
          "mem",
          "io.runpaths:runpaths-testkit");

  private final List<PathProvider> all;
  private final Map<String, PathProvider> byScheme;

  private Providers(List<PathProvider> all, Map<String, PathProvider> byScheme) {
    this.all = all;
    this.byScheme = byScheme;
  }

  /** A location and the provider that opens it. */
  record Resolved(Location location, PathProvider provider) {}

  /**
   * Looks in the library's own loader (and module layer) and in the context class loader.
   *
   * @throws IllegalStateException if two providers claim one scheme, or one is broken
   */
  static Providers find() {
    Map<String, PathProvider> byClass = new LinkedHashMap<>();
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    @Nullable ClassLoader own = Providers.class.getClassLoader();
    @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (own != null) {
      loaders.add(own);
    }
    if (context != null) {
      loaders.add(context);
    }
    @Nullable ModuleLayer layer = Providers.class.getModule().getLayer();
    try {
      if (layer != null) {
        collect(ServiceLoader.load(layer, PathProvider.class), byClass);
      }
      for (ClassLoader loader : loaders) {
        collect(ServiceLoader.load(PathProvider.class, loader), byClass);
      }
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(
          "A storage provider cannot be loaded: "
              + e.getMessage()
              + "; mend or remove its jar from the class path.",
          e);
    }
    return of(new ArrayList<>(byClass.values()));
  }

  static Providers of(List<PathProvider> found) {
    Map<String, PathProvider> byScheme = new TreeMap<>();
    for (PathProvider provider : found) {
      for (String scheme : provider.schemes()) {
        if (!Location.isScheme(scheme)) {
          throw new IllegalStateException(
              "The provider "
                  + described(provider)
                  + " names the scheme '"
                  + scheme
                  + "', which is not lower-case letters and digits.");
        }
        PathProvider other = byScheme.putIfAbsent(scheme, provider);
        if (other != null && other != provider) {
          throw new IllegalStateException(
              "Two providers claim the scheme "
                  + scheme
                  + ": "
                  + described(other)
                  + " and "
                  + described(provider)
                  + "; remove one of them from the class path.");
        }
      }
    }
    return new Providers(List.copyOf(found), byScheme);
  }

  private static void collect(
      ServiceLoader<PathProvider> services, Map<String, PathProvider> byClass) {
    // Two loaders that see one jar give its provider twice: the class's name tells.
    services.stream()
        .forEach(
            service -> byClass.computeIfAbsent(service.type().getName(), name -> service.get()));
  }

  List<ProviderInfo> infos() {
    List<ProviderInfo> infos = new ArrayList<>();
    for (PathProvider provider : all) {
      infos.add(
          new ProviderInfo(
              provider.getClass().getName(),
              origin(provider),
              List.copyOf(new TreeSet<>(provider.schemes())),
              provider.options()));
    }
    infos.sort((a, b) -> a.schemes().toString().compareTo(b.schemes().toString()));
    return List.copyOf(infos);
  }

  /** Follows aliases until a provider owns the scheme of what it resolved. */
  Resolved resolve(String uri) throws UnsupportedException {
    Objects.requireNonNull(uri, "uri");
    if (uri.isBlank()) {
      throw new IllegalArgumentException(
          "The location is blank; give a path such as outputs or a URI such as"
              + " s3://bucket/outputs.");
    }
    String text = uri;
    for (int hop = 0; hop < MAX_HOPS; hop++) {
      PathProvider provider = provider(text);
      Location location = provider.resolve(text);
      if (provider.schemes().contains(location.scheme())) {
        return new Resolved(location, provider);
      }
      text = location.uri();
    }
    throw new IllegalArgumentException(
        "The location '"
            + uri
            + "' leads from alias to alias more than "
            + MAX_HOPS
            + " times; the aliases form a ring.");
  }

  private PathProvider provider(String uri) throws UnsupportedException {
    String scheme = schemeOf(uri);
    PathProvider provider = byScheme.get(scheme);
    if (provider != null) {
      return provider;
    }
    String artifact = ARTIFACTS.get(scheme);
    String known = byScheme.isEmpty() ? "none" : String.join(", ", byScheme.keySet());
    throw new UnsupportedException(
        "resolve",
        withoutSecrets(uri),
        Reason.NOT_PROMISED,
        "No provider knows the scheme "
            + scheme
            + ": of '"
            + withoutSecrets(uri)
            + "'; known are: "
            + known
            + ". "
            + (artifact == null
                ? "Add the artifact of its provider to the class path, or write ./"
                    + " before a path that has a colon."
                : "Add the artifact " + artifact + " to the class path."),
        null);
  }

  /** The scheme of a URI; {@code file} for a plain path. */
  static String schemeOf(String uri) {
    int colon = uri.indexOf(':');
    // One letter before a colon is a drive, not a scheme.
    if (colon >= 2) {
      String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
      if (Location.isScheme(scheme)) {
        return scheme;
      }
    }
    return FILE;
  }

  private static String withoutSecrets(String uri) {
    return uri.replaceFirst("//[^/@]*:[^/@]*@", "//***@");
  }

  private static String described(PathProvider provider) {
    return provider.getClass().getName() + " (" + origin(provider) + ")";
  }

  private static String origin(PathProvider provider) {
    Class<?> type = provider.getClass();
    if (type.getModule().isNamed()) {
      return "module " + type.getModule().getName();
    }
    java.security.@Nullable CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? "unknown origin"
        : source.getLocation().getPath();
  }
}
