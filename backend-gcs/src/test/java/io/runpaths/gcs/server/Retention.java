package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** What must not be deleted or replaced yet: holds, the bucket's policy, an object's own date. */
final class Retention {
  private final Clock clock;

  Retention(Clock clock) {
    this.clock = clock;
  }

  void refuseWhereLocked(Bucket bucket, StoredObject object) {
    for (String hold : new String[] {"temporaryHold", "eventBasedHold"}) {
      if (object.editable().path(hold).asBoolean(false)) {
        throw new ApiError(
            403,
            "objectUnderActiveHold",
            "Object '%s/%s' is under active %s hold and cannot be deleted, overwritten or archived until hold is removed."
                .formatted(
                    object.bucket(),
                    object.name(),
                    hold.equals("temporaryHold") ? "Temporary" : "Event-Based"));
      }
    }
    refuseBefore(object, object.created().plus(bucket.retention()), "bucket's retention policy");
    retainUntil(object.editable())
        .ifPresent(until -> refuseBefore(object, until, "object retention"));
  }

  /** A locked date may be moved away, but not nearer. */
  void refuseShorter(StoredObject object, ObjectNode fields) {
    boolean locked = object.editable().at("/retention/mode").asText().equals("Locked");
    Optional<Instant> before = retainUntil(object.editable());
    Optional<Instant> after = retainUntil(fields);
    if (locked
        && before.isPresent()
        && (after.isEmpty() || after.get().isBefore(before.get()))
        && clock.instant().isBefore(before.get())) {
      throw new ApiError(
          403,
          "retentionPolicyNotMet",
          "Object '%s/%s' has a locked retention that cannot be reduced."
              .formatted(object.bucket(), object.name()));
    }
  }

  private void refuseBefore(StoredObject object, Instant until, String what) {
    if (clock.instant().isBefore(until)) {
      throw new ApiError(
          403,
          "retentionPolicyNotMet",
          "Object '%s/%s' is subject to %s and cannot be deleted or overwritten until %s"
              .formatted(object.bucket(), object.name(), what, ObjectResource.time(until)));
    }
  }

  private static Optional<Instant> retainUntil(ObjectNode fields) {
    String until = fields.at("/retention/retainUntilTime").asText();
    return until.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(until));
  }
}
