package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * A version that was deleted and can be restored for a while.
 *
 * @param object the version
 * @param deleted when it was deleted
 * @param until when it goes for good
 */
record SoftDeleted(StoredObject object, Instant deleted, Instant until) {

  ObjectNode resource() {
    ObjectNode shown = ObjectResource.of(object);
    shown.put("softDeleteTime", ObjectResource.time(deleted));
    shown.put("hardDeleteTime", ObjectResource.time(until));
    return shown;
  }
}
