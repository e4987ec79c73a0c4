package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Parameters of an insert that stand for fields of the object's resource. */
final class UploadParameters {
  private UploadParameters() {}

  static void apply(Query query, ObjectNode editable) {
    for (String field : List.of("contentEncoding", "kmsKeyName")) {
      query.text(field).ifPresent(value -> editable.put(field, value));
    }
  }
}
