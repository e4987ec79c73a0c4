package io.runpaths;

import io.runpaths.layout.HashedId;
import io.runpaths.layout.RunConfig;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The claim of one hashed run: which ids to try, and whether a run in the way is the same. */
final class HashedClaim {
  private static final Logger LOG = LoggerFactory.getLogger(HashedClaim.class);

  private static final double NANOS_PER_SECOND = 1e9;

  private final RunStore store;
  private final Claims claims;
  private final HashedSpec spec;
  private final RunConfig.Masked masked;
  private final Instant now;
  private final ZoneId zone;

  HashedClaim(RunStore store, Claims claims, HashedSpec spec) {
    this.store = store;
    this.claims = claims;
    this.spec = spec;
    this.masked = spec.config().mask();
    this.now = store.settings().clock().instant();
    this.zone = spec.zone().orElse(store.settings().zone());
  }

  Run claim(boolean attach) throws StorageException {
    if (attach && !spec.fixesTimestamp() && spec.job().isEmpty()) {
      throw new IllegalArgumentException(
          "Nothing fixes the id of the run to attach to; put run_timestamp into the configuration,"
              + " or give a timestamp or a job key.");
    }
    LocalDate date = spec.date().orElseGet(() -> LocalDate.ofInstant(now, zone));
    Number timestamp = spec.timestamp().orElseGet(() -> seconds(now));
    HashedId first = id(date, timestamp);
    if (spec.job().isPresent()) {
      JobDocument job =
          JobDocument.meet(
              store.documents(),
              spec.job().get(),
              JobDocument.hashed(first.value(), date, canonical(first.timestamp())));
      date = job.date();
      timestamp = job.timestamp();
      first = id(date, timestamp);
      if (!first.value().equals(job.path())) {
        throw otherInputs(job, first);
      }
    } else if (attach && spec.date().isEmpty()) {
      Optional<Run> found = onNeighbouringDate(date, timestamp);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return claim(first, attach);
  }

  private Run claim(HashedId first, boolean attach) throws StorageException {
    for (int attempt = 0; attempt < Claims.MAX_ATTEMPTS; attempt++) {
      HashedId id = first.movedOn(attempt);
      RunNames.checkRun("run id", id.value());
      HashedInputs inputs = inputs(id, first, attempt);
      RunRecord record = RunRecord.hashed(id.value(), claims.created(now, spec.ancestor()), inputs);
      Claims.Outcome outcome = claims.attempt(id.value(), record, RunNames.HASHED_FOLDERS);
      if (outcome instanceof Claims.Outcome.Won won) {
        return won.run();
      }
      String why = "another run has it";
      if (outcome instanceof Claims.Outcome.Occupied occupied) {
        why = occupied.why();
      }
      if (outcome instanceof Claims.Outcome.Taken taken && isSame(taken.by(), inputs)) {
        if (attach) {
          return new Run(store, id.value(), taken.by());
        }
        throw claims.exists(
            id.value(),
            "a run of the same inputs was claimed at "
                + RunRecord.format(taken.by().created())
                + "; attach to continue it, or give another timestamp");
      }
      LOG.warn(
          "The id {} is taken ({}); the timestamp moves on and the id is made anew",
          id.value(),
          why);
    }
    throw claims.exists(
        first.value(),
        "and so do the " + Claims.MAX_ATTEMPTS + " ids made anew after it; try again later");
  }

  /** A rank that starts around midnight still finds the run of the rank before it. */
  private Optional<Run> onNeighbouringDate(LocalDate today, Number timestamp)
      throws StorageException {
    Set<LocalDate> dates = new LinkedHashSet<>();
    dates.add(today);
    dates.add(today.minusDays(1));
    dates.add(today.plusDays(1));
    dateOf(spec.config().get(HashedSpec.RUN_TIMESTAMP).orElse(timestamp)).ifPresent(dates::add);
    for (LocalDate date : dates) {
      HashedId first = id(date, timestamp);
      for (int attempt = 0; attempt < Claims.MAX_ATTEMPTS; attempt++) {
        HashedId id = first.movedOn(attempt);
        Optional<Claims.Outcome> there = claims.look(id.value());
        if (there.isEmpty()) {
          break;
        }
        if (there.get() instanceof Claims.Outcome.Taken taken
            && isSame(taken.by(), inputs(id, first, attempt))) {
          return Optional.of(new Run(store, id.value(), taken.by()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<LocalDate> dateOf(Object timestamp) {
    if (timestamp instanceof Number number) {
      double seconds = number.doubleValue();
      if (Math.abs(seconds) < 1e11) {
        return Optional.of(LocalDate.ofInstant(Instant.ofEpochSecond((long) seconds), zone));
      }
    }
    return Optional.empty();
  }

  private HashedId id(LocalDate date, Number timestamp) {
    return HashedId.of(
        date, spec.dataset(), spec.architecture(), spec.config(), spec.scheme(), timestamp);
  }

  private HashedInputs inputs(HashedId id, HashedId first, int attempt) {
    String timestamp = canonical(first.timestamp());
    return new HashedInputs(
        spec.scheme().label(),
        id.date(),
        spec.dataset(),
        id.datasetSlug(),
        spec.architecture(),
        id.architectureSlug(),
        masked.config().canonicalJson(),
        masked.where(),
        timestamp,
        attempt == 0 ? timestamp : canonical(id.timestamp()),
        attempt,
        zone.getId());
  }

  private static boolean isSame(RunRecord there, HashedInputs ours) {
    return there.hashed().map(inputs -> inputs.sameAs(ours)).orElse(false);
  }

  /** Seconds since 1970 as a double, which is what Python's time.time() gives. */
  private static Number seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / NANOS_PER_SECOND;
  }

  private PreconditionFailedException otherInputs(JobDocument job, HashedId ours) {
    return new PreconditionFailedException(
        "create",
        store.root().resolve(job.path()).uri(),
        Reason.CONFLICT,
        "The job key '"
            + spec.job().orElse("")
            + "' belongs to the run "
            + job.path()
            + ", and these inputs would give "
            + ours.value()
            + "; use the inputs of that run or another job key.",
        null);
  }

  /** A timestamp as canonical JSON; one from a configuration may be anything. */
  private static String canonical(@Nullable Object timestamp) {
    String entry = RunConfig.of(Collections.singletonMap("t", timestamp)).canonicalJson();
    return entry.substring("{\"t\": ".length(), entry.length() - 1);
  }

  /** A timestamp that a job document keeps as canonical JSON. */
  static Number parseTimestamp(String canonical) {
    Object value = RunConfig.parseJson("{\"t\": " + canonical + "}").get("t").orElse(0.0);
    // A timestamp that is null or no number comes from the configuration, which rules in any case.
    return value instanceof Number number ? number : (Number) Double.valueOf(0);
  }
}
