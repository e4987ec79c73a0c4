package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Every change of an object goes through here: conditions are held and the change is made in one
 * step under the bucket's monitor, so that of many writers with the same condition one wins.
 */
final class Writes {
  private final Clock clock;
  private final WriteRate rate;
  private final Retention retention;
  private final Set<Manner> manners;
  private final AtomicLong lastGeneration = new AtomicLong();

  Writes(Clock clock, WriteRate rate, Set<Manner> manners) {
    this.clock = clock;
    this.rate = rate;
    this.manners = manners;
    this.retention = new Retention(clock);
  }

  /** Makes a new version the live one. */
  StoredObject commit(
      Caller caller, Bucket bucket, String name, Draft draft, Conditions conditions) {
    synchronized (bucket) {
      Optional<StoredObject> before = bucket.objects().live(name);
      conditions.check(before);
      before.ifPresent(
          present -> {
            caller.require("storage.objects.delete");
            refuseUnlessReplaceable(bucket, present);
          });
      rate.spend(bucket.name(), name);
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      ObjectNode fields = draft.editable().deepCopy();
      if (!fields.has("storageClass")) {
        fields.put("storageClass", bucket.storageClass());
      }
      before.ifPresent(present -> discard(bucket, present, now));
      StoredObject fresh =
          new StoredObject(
              bucket.name(),
              name,
              nextGeneration(),
              1,
              draft.content(),
              draft.hashes(),
              fields,
              now,
              now,
              draft.components(),
              Optional.empty());
      bucket.objects().putLive(fresh);
      Folders.addParents(bucket, name);
      return fresh;
    }
  }

  /** Deletes one version; without a generation the live one. */
  void delete(Bucket bucket, Lookup.Found found) {
    StoredObject object = found.object();
    refuseUnlessReplaceable(bucket, object, found.byGeneration());
    rate.spend(bucket.name(), object.name());
    Instant now = clock.instant();
    if (found.byGeneration()) {
      forget(bucket, object, now);
    } else {
      discard(bucket, object, now);
    }
  }

  /** Replaces a version's metadata. */
  StoredObject edit(Bucket bucket, StoredObject object, ObjectNode fields) {
    rate.spend(bucket.name(), object.name());
    retention.refuseShorter(object, fields);
    // Only a rewrite moves an object to another storage class.
    ObjectNode kept = fields.deepCopy();
    kept.set("storageClass", object.editable().get("storageClass"));
    StoredObject edited = object.edited(kept, clock.instant());
    bucket.objects().put(edited);
    return edited;
  }

  private void refuseUnlessReplaceable(Bucket bucket, StoredObject object) {
    refuseUnlessReplaceable(bucket, object, false);
  }

  /** A version that stays as a noncurrent one is not lost, so that a lock does not hinder it. */
  private void refuseUnlessReplaceable(Bucket bucket, StoredObject object, boolean forGood) {
    if (forGood || !bucket.versioned()) {
      retention.refuseWhereLocked(bucket, object);
    }
  }

  /** What becomes of a live version that is deleted or replaced. */
  private void discard(Bucket bucket, StoredObject object, Instant now) {
    if (bucket.versioned()) {
      bucket.objects().retire(object.gone(now));
    } else {
      forget(bucket, object, now);
    }
  }

  private static void forget(Bucket bucket, StoredObject object, Instant now) {
    bucket.objects().remove(object);
    Duration kept = bucket.softDeletion();
    if (!kept.isZero()) {
      bucket.objects().softDeleted().add(new SoftDeleted(object, now, now.plus(kept)));
    }
  }

  /** Generations are microseconds, and grow even where the clock does not. */
  private long nextGeneration() {
    ChronoUnit unit = manners.contains(Manner.NANOSECONDS) ? ChronoUnit.NANOS : ChronoUnit.MICROS;
    long now = unit.between(Instant.EPOCH, clock.instant());
    return lastGeneration.updateAndGet(last -> Math.max(last + 1, now));
  }
}
