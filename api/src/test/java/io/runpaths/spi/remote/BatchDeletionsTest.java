package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Failure.Refusal;
import io.runpaths.spi.remote.Failure.Retry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BatchDeletionsTest {
  private static final Location ROOT = new Location("mem", "bucket", "root");

  private final List<String> requests = new ArrayList<>();
  private final List<String> pauses = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final Set<String> there = new TreeSet<>();
  private @Nullable StorageException looking;
  private @Nullable StorageException alone;
  private @Nullable FailedAttempts pausing;

  private interface Answer {
    Map<ObjectKey, Failure> to(List<ObjectKey> keys) throws FailedAttempts;
  }

  private final BatchDeletions deletions =
      new BatchDeletions(
          ROOT,
          new Outcome(this::look, id -> true),
          new BatchDeletions.Batches() {
            @Override
            public Map<ObjectKey, Failure> send(Op op, List<ObjectKey> keys) throws FailedAttempts {
              requests.add(names(keys));
              Answer answer = answers.poll();
              return answer == null ? Map.of() : answer.to(keys);
            }

            @Override
            public void pause(Op op, Collection<Failure> failures, int n) throws FailedAttempts {
              pauses.add(n + ": " + failures.stream().map(Failure::retry).toList());
              if (pausing != null) {
                throw pausing;
              }
            }

            @Override
            public boolean deletedAlone(ObjectKey key) throws StorageException {
              if (!key.value().startsWith("odd")) {
                return false;
              }
              requests.add("alone " + key.value());
              if (alone != null) {
                throw alone;
              }
              return true;
            }
          },
          3);

  private Optional<Outcome.Written> look(Op op, ObjectKey key) throws StorageException {
    requests.add("look " + key.value());
    if (looking != null) {
      throw looking;
    }
    ObjectStat stat = ObjectStat.builder(key, 1, new Version("1"), Instant.EPOCH).build();
    return there.contains(key.value())
        ? Optional.of(new Outcome.Written(stat, Optional.empty()))
        : Optional.empty();
  }

  private Map<ObjectKey, StorageException> delete(String... keys) throws StorageException {
    return deletions.deleteAll(List.of(keys).stream().map(ObjectKey::of).toList());
  }

  private static String names(List<ObjectKey> keys) {
    return keys.stream().map(ObjectKey::value).collect(Collectors.joining(" "));
  }

  private static StorageException broken(Reason reason) {
    return new UnavailableException("delete", ROOT.uri(), reason, "Broken.", null);
  }

  private static StorageException noBucket() {
    return new NotFoundException("delete", ROOT.uri(), Reason.NO_SUCH_ROOT, "No bucket.", null);
  }

  private static Failure failure(StorageException exception, boolean lost, Retry retry) {
    return new Failure(exception, Refusal.OTHER, lost, retry, null, null);
  }

  private static Answer failing(StorageException exception, boolean lost) {
    return keys -> {
      throw new FailedAttempts(failure(exception, lost, Retry.NO), lost);
    };
  }

  private static Answer refusing(StorageException exception, Retry retry, String... names) {
    return keys -> {
      Map<ObjectKey, Failure> refused = new LinkedHashMap<>();
      for (String name : names) {
        refused.put(ObjectKey.of(name), failure(exception, false, retry));
      }
      return refused;
    };
  }

  @Test
  void keysGoInBatchesAndThoseThatCannotGoAlone() throws StorageException {
    assertEquals(Map.of(), delete("a", "odd", "b", "c", "d"));
    assertEquals(List.of("alone odd", "a b c", "d"), requests);
  }

  @Test
  void whatTheServerFailedAtIsTriedAgainAsOftenAsWorthIt() throws StorageException {
    StorageException busy = broken(Reason.THROTTLED);
    answers.add(refusing(busy, Retry.SLOWER, "a", "c"));
    for (int n = 0; n < 3; n++) {
      answers.add(refusing(busy, Retry.YES, "c"));
    }
    assertEquals(Map.of(ObjectKey.of("c"), busy), delete("a", "b", "c", "d"));
    assertEquals(List.of("a b c", "a c", "c", "c", "d"), requests);
    assertEquals(List.of("0: [SLOWER, SLOWER]", "1: [YES]", "2: [YES]"), pauses);
  }

  @Test
  void whatASecondFailureSettlesIsTriedOnceMore() throws StorageException {
    StorageException old = broken(Reason.EXPIRED_CREDENTIALS);
    answers.add(refusing(old, Retry.ONCE, "a", "b"));
    answers.add(refusing(old, Retry.ONCE, "b"));
    assertEquals(Map.of(ObjectKey.of("b"), old), delete("a", "b"));
    assertEquals(List.of("a b", "a b"), requests);
  }

  @Test
  void whatDoesNotHelpIsNotTriedAgain() throws StorageException {
    StorageException tried = broken(Reason.UNREACHABLE);
    answers.add(refusing(tried, Retry.NO, "a"));
    assertEquals(Map.of(ObjectKey.of("a"), tried), delete("a", "b"));
    assertEquals(List.of("a b"), requests);
  }

  @Test
  void anInterruptWhileItWaitsIsToldOfWhatIsLeft() throws StorageException {
    StorageException interrupted = broken(Reason.INTERRUPTED);
    answers.add(refusing(broken(Reason.THROTTLED), Retry.SLOWER, "a"));
    pausing = new FailedAttempts(failure(interrupted, false, Retry.NO), false);
    assertEquals(Map.of(ObjectKey.of("a"), interrupted), delete("a", "b"));
    assertEquals(List.of("a b"), requests);
  }

  @Test
  void aFirstRequestThatDidNothingFailsTheCall() {
    StorageException failure = broken(Reason.UNREACHABLE);
    answers.add(failing(failure, false));
    assertSame(failure, assertThrows(StorageException.class, () -> delete("a", "b", "c", "d")));
    assertEquals(List.of("a b c"), requests);
  }

  @Test
  void aLaterRequestThatFailsIsToldByKeyAndTheOthersAreTried() throws StorageException {
    StorageException failure = broken(Reason.UNREACHABLE);
    alone = broken(Reason.OTHER);
    answers.add(failing(failure, false));
    Map<ObjectKey, StorageException> failed = delete("odd", "a", "b", "c", "d");
    assertEquals(List.of("alone odd", "a b c", "d"), requests);
    assertEquals("odd a b c", names(List.copyOf(failed.keySet())));
    assertSame(alone, failed.get(ObjectKey.of("odd")));
    assertSame(failure, failed.get(ObjectKey.of("b")));
  }

  @Test
  void whatALostAnswerLeavesOpenIsLookedAtUntilLookingFails() throws StorageException {
    there.add("b");
    answers.add(failing(broken(Reason.LOST_ANSWER), true));
    Map<ObjectKey, StorageException> failed = delete("a", "b");
    assertEquals(List.of("a b", "look a", "look b"), requests);
    assertEquals("b", names(List.copyOf(failed.keySet())));
    assertInstanceOf(OutcomeUnknownException.class, failed.get(ObjectKey.of("b")));

    requests.clear();
    looking = broken(Reason.UNREACHABLE);
    answers.add(failing(broken(Reason.LOST_ANSWER), true));
    failed = delete("a", "b");
    assertEquals(List.of("a b", "look a"), requests);
    assertEquals("a b", names(List.copyOf(failed.keySet())));
    failed.values().forEach(e -> assertInstanceOf(OutcomeUnknownException.class, e));
  }

  @Test
  void whatAnEarlierRoundLeftOpenIsLookedAtThoughALaterOneDidNothing() throws StorageException {
    there.add("a");
    there.add("b");
    StorageException unsure = broken(Reason.SERVER_ERROR);
    StorageException unsent = broken(Reason.UNREACHABLE);
    answers.add(
        keys -> {
          there.remove("a");
          Map<ObjectKey, Failure> refused = new LinkedHashMap<>();
          keys.forEach(key -> refused.put(key, failure(unsure, true, Retry.YES)));
          return refused;
        });
    answers.add(failing(unsent, false));
    Map<ObjectKey, StorageException> failed = delete("a", "b");
    assertEquals(List.of("a b", "a b", "look a", "look b"), requests);
    assertEquals("b", names(List.copyOf(failed.keySet())));
  }

  @Test
  void noBucketEndsTheCallUnlessOnlySomeAnswersSaySo() throws StorageException {
    StorageException noBucket = noBucket();
    answers.add(refusing(noBucket, Retry.NO, "a", "b"));
    assertSame(noBucket, assertThrows(NotFoundException.class, () -> delete("a", "b")));
    answers.add(refusing(noBucket, Retry.NO, "a"));
    requests.clear();
    assertEquals(Map.of(), delete("a", "b"));
    assertEquals(List.of("a b", "a"), requests);
    answers.add(keys -> Map.of());
    answers.add(failing(noBucket, false));
    assertSame(noBucket, assertThrows(NotFoundException.class, () -> delete("a", "b", "c", "d")));
  }
}
