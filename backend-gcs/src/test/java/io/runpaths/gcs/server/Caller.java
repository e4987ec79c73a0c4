package io.runpaths.gcs.server;

import java.util.Optional;
import java.util.Set;

/**
 * Who asks, and what that one may do.
 *
 * @param token the bearer token; none for an anonymous caller
 * @param permissions permissions by their IAM names; {@code *} stands for all of them
 */
record Caller(Optional<String> token, Set<String> permissions) {
  /** Of a server that asks nobody who they are. */
  static final Caller ANYBODY = new Caller(Optional.empty(), Set.of("*"));

  boolean may(String permission) {
    return permissions.contains("*") || permissions.contains(permission);
  }

  void require(String permission) {
    if (may(permission)) {
      return;
    }
    String rest =
        " does not have %s access to the Google Cloud Storage %s. Permission '%s' denied on resource (or it may not exist)."
            .formatted(
                permission, permission.contains(".buckets.") ? "bucket" : "object", permission);
    throw token.isEmpty()
        ? new ApiError(401, "required", "Anonymous caller" + rest)
        : new ApiError(403, "forbidden", "tester@example.iam.gserviceaccount.com" + rest);
  }
}
