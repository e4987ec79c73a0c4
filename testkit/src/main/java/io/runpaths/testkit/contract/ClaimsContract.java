package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.testkit.contract.Race.Outcome;
import io.runpaths.testkit.faults.Fault;
import io.runpaths.testkit.faults.Gate;
import io.runpaths.testkit.faults.Operation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Claims: of all who create a run exactly one gets it, whatever is lost on the way. Where the store
 * does not promise exclusive creation, runs are refused in words.
 */
public abstract class ClaimsContract extends RunContract {
  private static final int RACERS = 32;
  private static final int STORES = 4;

  /** For the classes that adopt the contract. */
  protected ClaimsContract() {}

  // -- one winner

  @Test
  void aRunThatWasCreatedIsOpenedByEverybody() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run run = runs().create(spec(1));
    Run opened = otherRuns().open(run.path());
    assertEquals(run.record().nonce(), opened.record().nonce());
    assertEquals(run.location(), opened.location());
    assertEquals(List.of(run.path()), runPaths());
  }

  @Test
  void theSameInputsAgainAreRefused() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run run = runs().create(spec(1));
    assertFails(AlreadyExistsException.class, Reason.EXISTS, () -> runs().create(spec(1)));
    assertFails(AlreadyExistsException.class, Reason.EXISTS, () -> otherRuns().create(spec(1)));
    assertEquals(run.record().nonce(), otherRuns().open(run.path()).record().nonce());
    assertEquals(List.of(run.path()), runPaths());
  }

  @Test
  void createsExactlyOneRunWhenThirtyTwoThreadsRace() throws IOException {
    if (refusesRuns()) {
      return;
    }
    List<RunStore> stores = severalRuns(STORES);
    List<Outcome<Run>> outcomes =
        Race.of(RACERS, number -> stores.get(number % STORES).create(spec(1)));
    List<Outcome<Run>> winners = outcomes.stream().filter(Outcome::won).toList();
    assertEquals(1, winners.size());
    for (Outcome<Run> outcome : outcomes) {
      if (!outcome.won()) {
        assertInstanceOf(AlreadyExistsException.class, outcome.failure());
      }
    }
    assertEquals(Set.of(runs().open(runPaths().get(0)).record().nonce()), nonces(winners));
    assertEquals(1, runPaths().size());
  }

  @Test
  void allThirtyTwoThreadsAttachToOneRun() throws IOException {
    if (refusesRuns()) {
      return;
    }
    List<RunStore> stores = severalRuns(STORES);
    List<Outcome<Run>> outcomes =
        Race.withoutFailures(RACERS, number -> stores.get(number % STORES).attach(spec(1)));
    assertEquals(1, nonces(outcomes).size());
    assertEquals(1, runPaths().size());
  }

  @Test
  void differentInputsOfOneIdNeverShareARun() throws IOException {
    if (refusesRuns()) {
      return;
    }
    int runs = 8;
    List<RunStore> stores = severalRuns(STORES);
    List<Outcome<Run>> outcomes =
        Race.withoutFailures(runs, number -> stores.get(number % STORES).create(colliding(number)));
    Set<String> paths = new TreeSet<>();
    for (Outcome<Run> outcome : outcomes) {
      paths.add(run(outcome).path());
    }
    assertEquals(runs, paths.size(), "a run of its own for each: " + paths);
    assertEquals(runs, nonces(outcomes).size());
    assertEquals(List.copyOf(paths), runPaths());
    for (int i = 0; i < runs; i++) {
      String mine = run(outcomes.get(i)).record().nonce();
      assertEquals(mine, runs().attach(colliding(i)).record().nonce(), "each finds its own again");
    }
  }

  @Test
  void ranksMeetAtTheirJobKeyAlthoughTheirClocksDiffer() throws IOException {
    if (refusesRuns()) {
      return;
    }
    List<RunStore> stores = severalRuns(STORES);
    List<Outcome<Run>> outcomes =
        Race.withoutFailures(
            8,
            number ->
                stores
                    .get(number % STORES)
                    .attach(
                        RunSpec.hashed("digits", "MLP", Map.of("lr", 0.1))
                            .withTimestamp(1_770_552_000 + number)
                            .withJob("slurm-4711")));
    assertEquals(1, nonces(outcomes).size());
    assertEquals(1, runPaths().size());
  }

  @Test
  void ofThreadsThatCreateOneStagedRunExactlyOneWins() throws IOException {
    if (refusesRuns()) {
      return;
    }
    List<RunStore> stores = severalRuns(STORES);
    RunSpec spec = RunSpec.staged().runId("2026-02-08_abcde").stage("pretrain");
    List<Outcome<Run>> outcomes = Race.of(8, number -> stores.get(number % STORES).create(spec));
    assertEquals(1, outcomes.stream().filter(Outcome::won).count());
    assertEquals(List.of("pretrain/2026-02-08_abcde"), runPaths());
  }

  @Test
  void aClaimThatIsSlowLosesToOneThatIsFast() throws Exception {
    if (refusesRuns()) {
      return;
    }
    Gate gate = new Gate();
    faulty().plan().nth(1, Operation.PUT, ClaimsContract::isRunJson, Fault.heldAt(gate));
    RunStore slow = runs();
    CompletableFuture<Object> outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return slow.create(spec(1));
              } catch (StorageException e) {
                return e;
              }
            });
    gate.awaitArrival();
    Run fast = otherRuns().create(spec(1));
    gate.open();
    assertInstanceOf(AlreadyExistsException.class, get(outcome));
    assertEquals(fast.record().nonce(), otherRuns().open(fast.path()).record().nonce());
  }

  // -- lost answers

  @Test
  void aClaimWhoseAnswerWasLostIsRecognisedAsOurs() throws IOException {
    if (refusesRuns()) {
      return;
    }
    faulty().plan().nth(1, Operation.PUT, ClaimsContract::isRunJson, Fault.LOST_AFTER_EFFECT);
    Run run = runs().create(spec(1));
    assertEquals(run.record().nonce(), otherRuns().open(run.path()).record().nonce());
    assertEquals(List.of(run.path()), runPaths());
  }

  @Test
  void aClaimThatWasLostBeforeItsEffectIsNotTakenForARun() throws IOException {
    if (refusesRuns()) {
      return;
    }
    faulty().plan().nth(1, Operation.PUT, ClaimsContract::isRunJson, Fault.LOST_BEFORE_EFFECT);
    assertThrows(OutcomeUnknownException.class, () -> runs().create(spec(1)));
    assertEquals(List.of(), runPaths());
    Run run = runs().create(spec(1));
    assertEquals(List.of(run.path()), runPaths());
  }

  @Test
  void aClaimWhoseAnswerWasLostAndWhichAnotherWonExists() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run first = otherRuns().create(spec(1));
    for (Fault lost : List.of(Fault.LOST_BEFORE_EFFECT, Fault.LOST_AFTER_EFFECT)) {
      faulty().plan().next(1, Operation.PUT, ClaimsContract::isRunJson, lost);
      assertFails(AlreadyExistsException.class, Reason.EXISTS, () -> runs().create(spec(1)));
      faulty().plan().next(1, Operation.PUT, ClaimsContract::isRunJson, lost);
      assertEquals(first.record().nonce(), runs().attach(spec(1)).record().nonce());
      faulty().plan().clear();
    }
  }

  @Test
  void aClaimWhoseOutcomeCannotBeReadBackSaysSo() throws IOException {
    if (refusesRuns()) {
      return;
    }
    faulty().plan().nth(1, Operation.PUT, ClaimsContract::isRunJson, Fault.LOST_AFTER_EFFECT);
    faulty().plan().always(Operation.READ, ClaimsContract::isRunJson, Fault.LOST_BEFORE_EFFECT);
    assertThrows(OutcomeUnknownException.class, () -> runs().create(spec(1)));
    faulty().plan().clear();
    Run run = runs().attach(spec(1));
    assertEquals(List.of(run.path()), runPaths());
  }

  @Test
  void aClaimThatIsThrottledOrUnansweredMakesNothing() throws IOException {
    if (refusesRuns()) {
      return;
    }
    faulty().plan().nth(1, Operation.PUT, ClaimsContract::isRunJson, Fault.THROTTLED);
    assertTrue(assertThrows(ThrottledException.class, () -> runs().create(spec(1))).retryable());
    faulty()
        .plan()
        .nth(1, Operation.PUT, ClaimsContract::isRunJson, Fault.unavailable(Reason.SERVER_ERROR));
    assertTrue(assertThrows(StorageException.class, () -> runs().create(spec(1))).retryable());
    assertEquals(List.of(), runPaths());
    runs().create(spec(1));
    assertEquals(1, runPaths().size());
  }

  // -- what it costs

  @Test
  void creatingARunCostsOnePut() throws IOException {
    if (refusesRuns()) {
      return;
    }
    runs().create(spec(1));
    assertEquals(Map.of(Operation.PUT, 1), faulty().requests().counts());
  }

  @Test
  void openingARunCostsOneRead() throws IOException {
    if (refusesRuns()) {
      return;
    }
    String path = newRun(1).path();
    runs().open(path);
    assertEquals(Map.of(Operation.READ, 1), faulty().requests().counts());
  }

  @Test
  void writingASmallArtifactCostsOnePut() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run run = runs().open(newRun(1).path());
    faulty().requests().clear();
    run.put("figures/loss.png", utf8("x"));
    run.replace("figures/loss.png", utf8("y"));
    assertEquals(Map.of(Operation.PUT, 2), faulty().requests().counts());
  }

  @Test
  void listingRunsCostsOneStatEachBesideThePages() throws IOException {
    if (refusesRuns()) {
      return;
    }
    int count = 12;
    for (int i = 0; i < count; i++) {
      newRun(i);
    }
    try (Stream<RunEntry> entries = runs().list()) {
      assertEquals(count, entries.count());
    }
    assertEquals(Map.of(Operation.LIST, 1, Operation.STAT, count), faulty().requests().counts());
  }

  // -- artifacts

  @Test
  void anArtifactIsWrittenOnceUnlessItIsReplaced() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run run = runs().create(spec(1));
    run.put("reports/summary.csv", utf8("first"));
    assertFails(
        AlreadyExistsException.class,
        Reason.EXISTS,
        () -> otherRuns().open(run.path()).put("reports/summary.csv", utf8("second")));
    assertEquals("first", text(run.path() + "/reports/summary.csv"));
    run.replace("reports/summary.csv", utf8("third"));
    assertEquals("third", text(run.path() + "/reports/summary.csv"));
  }

  /** Nested maps do not count in {@code orchard-v1}, so all of these have one id. */
  private static RunSpec colliding(int number) {
    return RunSpec.hashed(
        "digits", "MLP", Map.of("run_timestamp", 1_770_552_000, "model", Map.of("width", number)));
  }

  private static boolean isRunJson(String key) {
    return key.endsWith("/run.json");
  }

  private static Run run(Outcome<Run> outcome) {
    return Optional.ofNullable(outcome.value()).orElseThrow();
  }

  private static Set<String> nonces(List<Outcome<Run>> outcomes) {
    Set<String> nonces = new TreeSet<>();
    for (Outcome<Run> outcome : outcomes) {
      nonces.add(run(outcome).record().nonce());
    }
    assertNotEquals(Set.of(), nonces);
    return nonces;
  }

  private static Object get(CompletableFuture<Object> outcome)
      throws InterruptedException, ExecutionException, TimeoutException {
    return outcome.get(60, TimeUnit.SECONDS);
  }
}
