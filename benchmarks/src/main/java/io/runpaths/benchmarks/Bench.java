package io.runpaths.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where measurements are taken.
 *
 * @param checkout the project's folder, which has the launcher
 * @param scratch an empty folder on tmpfs
 * @param thorough whether there is time for many rounds
 */
record Bench(Path checkout, Path scratch, boolean thorough) {
  /** The number of rounds. */
  int rounds(int few, int many) {
    return thorough ? many : few;
  }

  /** The launcher of the command, as a user types it. */
  String launcher() {
    return checkout.resolve("runpaths").toString();
  }

  /** A new folder in the scratch folder. */
  Path folder(String name) throws IOException {
    return Files.createDirectory(scratch.resolve(name));
  }

  /** Removes a folder and all that is in it. */
  static void remove(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> tree = Files.walk(folder)) {
      paths = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
