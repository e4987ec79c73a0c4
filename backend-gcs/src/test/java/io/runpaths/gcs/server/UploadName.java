package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The name of an object to be made: a parameter, a field of its resource, or both alike. */
final class UploadName {
  private UploadName() {}

  static String of(Query query, ObjectNode resource) {
    Optional<String> field = Optional.ofNullable(resource.get("name")).map(name -> name.asText());
    Optional<String> parameter = query.text("name");
    if (field.isPresent() && parameter.isPresent() && !field.equals(parameter)) {
      throw ApiError.invalid(
          "Value '%s' in content does not agree with value '%s'."
              .formatted(field.get(), parameter.get()));
    }
    return ObjectNames.requireObject(
        parameter.or(() -> field).orElseThrow(() -> ApiError.required("name")));
  }
}
