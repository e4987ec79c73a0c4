package io.runpaths.gcs.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The parameters of a request.
 *
 * @param parameters every value given for each name
 */
record Query(Map<String, List<String>> parameters) {

  static Query parse(String raw) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.computeIfAbsent(decode(name), absent -> new ArrayList<>()).add(decode(value));
      }
    }
    return new Query(parameters);
  }

  /** In a query, unlike in a path, a plus stands for a space. */
  private static String decode(String raw) {
    return Percent.decode(raw.replace('+', ' '));
  }

  Optional<String> text(String name) {
    return all(name).stream().findFirst();
  }

  List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  boolean flag(String name) {
    return text(name).filter("true"::equals).isPresent();
  }

  OptionalLong number(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      throw ApiError.invalid("Invalid value for parameter " + name + ": " + text.get());
    }
  }
}
