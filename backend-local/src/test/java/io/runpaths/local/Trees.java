package io.runpaths.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders and all that is in them, for tests. */
final class Trees {
  private Trees() {}

  static void delete(Path top) throws IOException {
    for (Path path : below(top)) {
      Files.delete(path);
    }
  }

  /** Everything at and below a path, the deepest first; links are not followed. */
  static List<Path> below(Path top) throws IOException {
    try (Stream<Path> paths = Files.walk(top)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }

  /** The names at and below a path, relative to it, sorted. */
  static List<String> names(Path top) throws IOException {
    return below(top).stream()
        .map(path -> top.relativize(path).toString())
        .filter(name -> !name.isEmpty())
        .sorted()
        .toList();
  }
}
