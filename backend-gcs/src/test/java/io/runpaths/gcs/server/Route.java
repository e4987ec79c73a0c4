package io.runpaths.gcs.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One line of the table of what the server answers.
 *
 * @param method the HTTP method
 * @param pattern the parts of the path; a name in braces stands for any one part
 * @param permission what the caller needs, empty for nothing
 * @param operation what answers
 */
record Route(
    String method, List<String> pattern, String permission, Function<Call, Response> operation) {

  static Route of(
      String method, String pattern, String permission, Function<Call, Response> operation) {
    return new Route(method, List.of(pattern.split("/", -1)), permission, operation);
  }

  /** The variable parts of a path, if it is of this pattern. */
  Optional<Map<String, String>> match(String asked, List<String> segments) {
    if (!method.equals(asked) || segments.size() != pattern.size()) {
      return Optional.empty();
    }
    Map<String, String> parts = new HashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String part = pattern.get(i);
      String segment = segments.get(i);
      if (part.startsWith("{")) {
        if (segment.isEmpty()) {
          return Optional.empty();
        }
        parts.put(part.substring(1, part.length() - 1), segment);
      } else if (!part.equals(segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(parts);
  }
}
