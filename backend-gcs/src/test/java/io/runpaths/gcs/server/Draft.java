package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;

/**
 * What is to become the new version of an object.
 *
 * @param content the bytes
 * @param hashes their checksums
 * @param editable the metadata
 * @param components of how many objects it is composed, if it is
 */
record Draft(Content content, Hashes hashes, ObjectNode editable, OptionalInt components) {

  static Draft of(Content content, ObjectNode editable) {
    return new Draft(content, Hashes.of(content), editable, OptionalInt.empty());
  }
}
