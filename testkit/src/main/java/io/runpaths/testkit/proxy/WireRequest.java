package io.runpaths.testkit.proxy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request as it arrived, without its body.
 *
 * @param method such as {@code PUT}
 * @param target path and query as they were sent, not decoded
 * @param headers the values of each header, by its name in lower case; of credentials, which tests
 *     need not see, only that they were there: their values are {@link #HIDDEN}
 */
public record WireRequest(String method, String target, Map<String, List<String>> headers) {
  /** Stands for the value of a header that holds credentials. */
  public static final String HIDDEN = "(hidden)";

  /** Copies and validates. */
  public WireRequest {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(target, "target");
    headers = Map.copyOf(headers);
  }

  /**
   * The target's path.
   *
   * @return the path, not decoded
   */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /**
   * The target's query.
   *
   * @return what stands behind the question mark, not decoded; empty if there is none
   */
  public String query() {
    int query = target.indexOf('?');
    return query < 0 ? "" : target.substring(query + 1);
  }

  /**
   * One parameter of the query.
   *
   * @param name its name
   * @return its value, not decoded, empty where it has none; absent if it is not in the query
   */
  public Optional<String> parameter(String name) {
    for (String parameter : query().split("&", -1)) {
      if (parameter.equals(name)) {
        return Optional.of("");
      }
      if (parameter.startsWith(name + "=")) {
        return Optional.of(parameter.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  /**
   * The first value of a header.
   *
   * @param name its name in any case
   * @return the value, if the header is there
   */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** Method and target, for the messages of assertions. */
  @Override
  public String toString() {
    return method + " " + target;
  }
}
