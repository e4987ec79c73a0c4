package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;

/**
 * A request on its way to the operation that answers it.
 *
 * @param request the request
 * @param path the variable parts of its path, by name
 * @param caller who asks
 */
record Call(Request request, Map<String, String> path, Caller caller) {

  String part(String name) {
    return Objects.requireNonNull(path.get(name), name);
  }

  Query query() {
    return request.query();
  }

  /** The answer with one resource, reduced to the fields that were asked for. */
  Response answer(ObjectNode document) {
    return Response.json(
        200, query().text("fields").map(Fields::parse).map(f -> f.of(document)).orElse(document));
  }
}
