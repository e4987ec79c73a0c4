package io.runpaths;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Paths from one folder below a root to another, as text. */
final class RelativePaths {
  private RelativePaths() {}

  /** The way from one folder to another, such as {@code ../../pretrain/a}. */
  static String between(String from, String to) {
    String[] a = from.split("/", -1);
    String[] b = to.split("/", -1);
    int common = 0;
    while (common < a.length && common < b.length && a[common].equals(b[common])) {
      common++;
    }
    List<String> way = new ArrayList<>();
    for (int i = common; i < a.length; i++) {
      way.add("..");
    }
    for (int i = common; i < b.length; i++) {
      way.add(b[i]);
    }
    return way.isEmpty() ? "." : String.join("/", way);
  }

  /**
   * Where a relative way leads from a folder below a root.
   *
   * @return the path below the root; absent if the way leaves the root or ends at it
   */
  static Optional<String> follow(String from, String way) {
    return follow(new ArrayDeque<>(List.of(from.split("/", -1))), way);
  }

  /** An absolute path without its leading slash, freed of {@code .} and {@code ..}. */
  static Optional<String> absolute(String path) {
    return follow(new ArrayDeque<>(), path);
  }

  private static Optional<String> follow(Deque<String> segments, String way) {
    for (String step : way.split("/", -1)) {
      if (step.equals("..")) {
        if (segments.pollLast() == null) {
          return Optional.empty();
        }
      } else if (!step.isEmpty() && !step.equals(".")) {
        segments.addLast(step);
      }
    }
    return segments.isEmpty() ? Optional.empty() : Optional.of(String.join("/", segments));
  }
}
