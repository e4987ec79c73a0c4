package io.runpaths.local;

import io.runpaths.spi.Location;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import io.runpaths.spi.PathProvider;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * The local file system: {@code file:///data/outputs}, {@code file:/data/outputs}, and plain paths
 * such as {@code /data/outputs} and {@code outputs}, which lies below the working directory.
 *
 * <p>Settings: {@code local.durable}, {@code local.locks}, {@code local.lock-timeout}; see {@link
 * #options()}.
 */
public final class LocalProvider implements PathProvider {
  private static final String FILE = "file";

  /** Made by {@link java.util.ServiceLoader}; does nothing. */
  public LocalProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of(FILE);
  }

  /**
   * The location of a path or a {@code file:} URI. A plain path is taken literally and freed of
   * {@code .} and {@code ..}; a URI is percent-decoded (<a
   * href="https://www.rfc-editor.org/rfc/rfc8089">RFC 8089</a>).
   */
  @Override
  public Location resolve(String uri) {
    if (uri.isBlank()) {
      throw new IllegalArgumentException(
          "The path is empty; name a folder, such as outputs or /data/outputs.");
    }
    if (!uri.regionMatches(true, 0, "file:", 0, 5)) {
      return new Location(FILE, "", normalized(uri));
    }
    String rest = uri.substring(5);
    if (rest.startsWith("//")) {
      return Location.parse(FILE + ":" + rest);
    }
    if (rest.startsWith("/")) {
      return Location.parse(FILE + "://" + rest);
    }
    throw new IllegalArgumentException(
        "The location "
            + uri
            + " is relative; a file: URI is absolute, as in file:///data/outputs, and a relative"
            + " path has no scheme, as in outputs.");
  }

  @Override
  public StorageBackend open(Location root, Options options) throws StorageException {
    if (!root.scheme().equals(FILE) || !root.authority().isEmpty()) {
      throw new IllegalArgumentException(
          "The location " + root + " is not on the local file system.");
    }
    return LocalBackend.open(root, LocalSettings.of(options), Clock.systemUTC());
  }

  @Override
  public List<OptionSpec> options() {
    return LocalSettings.SPECS;
  }

  /** The absolute path without its first slash, worked out on text: the locale has no say. */
  private static String normalized(String path) {
    String absolute = path.startsWith("/") ? path : workingDirectory(path) + "/" + path;
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : absolute.split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    return String.join("/", segments);
  }

  private static String workingDirectory(String path) {
    String directory = System.getProperty("user.dir", "/");
    if (directory.indexOf('\uFFFD') >= 0) {
      throw new IllegalArgumentException(
          "The path "
              + path
              + " is relative, and the name of the working directory cannot be read in this locale;"
              + " give an absolute path, or set LC_ALL=C.UTF-8.");
    }
    return directory;
  }
}
