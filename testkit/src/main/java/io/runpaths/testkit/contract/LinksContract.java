package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Link;
import io.runpaths.LinkSpec;
import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Depth;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.contract.Race.Outcome;
import io.runpaths.testkit.faults.Fault;
import io.runpaths.testkit.faults.Gate;
import io.runpaths.testkit.faults.Operation;
import io.runpaths.testkit.faults.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Links between runs: pin, check, link. Where the store does not promise exclusive creation there
 * are no runs to link, and they are refused.
 */
public abstract class LinksContract extends RunContract {
  /** For the classes that adopt the contract. */
  protected LinksContract() {}

  // -- meaning

  @Test
  void aLinkIsSeenFromBothEndsByEverybody() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = newRun(1);
    Run child = newRun(2);
    assertTrue(child.link(ancestor).made());
    Link link = otherRuns().open(child.path()).link(Link.ANCESTOR).orElseThrow();
    assertEquals(ancestor.location(), link.target());
    assertEquals(ancestor.record().nonce(), link.targetNonce().orElseThrow());
    assertEquals("ancestor", link.role());
    assertEquals(List.of(ancestor.path()), paths(otherRuns().open(child.path()).ancestors()));
    assertEquals(List.of(child.path()), paths(otherRuns().open(ancestor.path()).descendants()));
    assertEquals(List.of(), paths(otherRuns().open(child.path()).descendants()));
  }

  @Test
  void linkingTwiceIsLinkingOnce() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = newRun(1);
    Run child = newRun(2);
    child.link(ancestor);
    if (promises(Capability.PUT_IF_VERSION)) {
      assertTrue(child.link(ancestor).made());
    }
    assertEquals(1, child.links().size());
    assertEquals(1, pins(ancestor).size());
  }

  @Test
  void aLinkToItselfDoesNothing() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run run = runs().open(newRun(1).path());
    faulty().requests().clear();
    assertFalse(run.link(otherRuns().open(run.path())).made());
    assertEquals(Map.of(), faulty().requests().counts());
    assertEquals(List.of(), run.links());
  }

  @Test
  void aLinkSaysNothingOfWhereTheRootLies() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = newRun(1);
    Run child = newRun(2);
    child.link(ancestor);
    String path = fixture().root().path();
    for (String key : List.of(child.path() + "/ancestor.link.json", pins(ancestor).get(0))) {
      assertFalse(text(key).contains(path), key + " would break where the root is moved");
    }
  }

  @Test
  void aRunCreatedWithItsAncestorNamedIsYoungerThanIt() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = newRun(1);
    Run child =
        otherRuns()
            .create(
                RunSpec.hashed("digits", "tuned", Map.of("run_timestamp", 1))
                    .withAncestor(ancestor));
    assertTrue(ancestor.record().precedes(child.record()));
    assertEquals(List.of(ancestor.path()), paths(child.ancestors()));
  }

  @Test
  void namedParentsLieSideBySide() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = newRun(1);
    Run teacher = newRun(2);
    Run child = newRun(3);
    child.link(ancestor);
    child.link(teacher, LinkSpec.role("teacher").fromCheckpoint("best"));
    assertEquals(List.of("ancestor", "teacher"), child.links().stream().map(Link::name).toList());
    assertEquals("best", child.link("teacher").orElseThrow().checkpoint().orElseThrow());
    assertTrue(text(pins(teacher).get(0)).contains("\"best\""), "the pin names the checkpoint");
    assertEquals(Set.of(ancestor.path(), teacher.path()), new HashSet<>(paths(child.ancestors())));
  }

  // -- replacing and removing

  @Test
  void aLinkIsReplacedAndItsOldPinReleased() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run old = newRun(1);
    Run next = newRun(2);
    Run child = newRun(3);
    child.link(old);
    if (!promises(Capability.PUT_IF_VERSION)) {
      assertRefused(() -> child.link(next));
      assertEquals(old.location(), child.link(Link.ANCESTOR).orElseThrow().target());
      return;
    }
    child.link(next);
    assertEquals(next.location(), child.link(Link.ANCESTOR).orElseThrow().target());
    assertEquals(List.of(), paths(old.descendants()));
    assertEquals(List.of(child.path()), paths(next.descendants()));
    if (promises(Capability.DELETE_IF_VERSION)) {
      assertEquals(List.of(), pins(old));
    }
  }

  @Test
  void aLinkReplacedByManyWritersIsWholeAndPinned() throws IOException {
    if (refusesRuns()) {
      return;
    }
    if (!promises(Capability.PUT_IF_VERSION)) {
      aLinkIsReplacedAndItsOldPinReleased();
      return;
    }
    int ancestors = 4;
    List<Run> olders = new ArrayList<>();
    for (int i = 0; i < ancestors; i++) {
      olders.add(newRun(i));
    }
    String child = newRun(100).path();
    List<RunStore> stores = severalRuns(4);
    Race.withoutFailures(
        8,
        number -> {
          Run mine = stores.get(number % 4).open(child);
          mine.link(olders.get(number % ancestors));
          assertTrue(mine.link(Link.ANCESTOR).isPresent(), "never absent while it is replaced");
          return number;
        });
    Run run = runs().open(child);
    assertEquals(1, run.links().size());
    Link link = run.links().get(0);
    for (Run older : olders) {
      boolean linked = older.location().equals(link.target());
      assertEquals(linked ? List.of(child) : List.of(), paths(older.descendants()));
      assertTrue(!linked || pins(older).size() == 1, "what is linked is pinned");
    }
  }

  @Test
  void anUnlinkedAncestorIsFree() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = newRun(1);
    Run child = newRun(2);
    child.link(ancestor);
    if (!promises(Capability.PUT_IF_VERSION) && !promises(Capability.DELETE_IF_VERSION)) {
      assertRefused(() -> child.unlink(Link.ANCESTOR));
      return;
    }
    assertTrue(child.unlink(Link.ANCESTOR));
    assertEquals(List.of(), child.links());
    assertEquals(List.of(), paths(ancestor.descendants()));
    assertFalse(child.unlink(Link.ANCESTOR));
  }

  // -- rings

  @Test
  void anAncestorIsOlderThanItsDescendant() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run older = newRun(1);
    Run younger = newRun(2);
    assertFails(PreconditionFailedException.class, Reason.CONFLICT, () -> older.link(younger));
    assertEquals(List.of(), older.links());
    assertEquals(List.of(), pins(younger));
  }

  @Test
  void ofLinksThatWouldFormARingOneIsRefusedHoweverTheyRace() throws IOException {
    if (refusesRuns()) {
      return;
    }
    List<Run> ring = List.of(newRun(1), newRun(2), newRun(3));
    List<RunStore> stores = severalRuns(3);
    List<Outcome<Boolean>> outcomes =
        Race.of(
            3,
            number -> {
              Run from = stores.get(number).open(ring.get(number).path());
              return from.link(stores.get(number).open(ring.get((number + 1) % 3).path())).made();
            });
    assertEquals(1, outcomes.stream().filter(Outcome::won).count());
    assertInstanceOf(PreconditionFailedException.class, outcomes.get(0).failure());
    assertInstanceOf(PreconditionFailedException.class, outcomes.get(1).failure());
    assertEquals(List.of(ring.get(0).path()), paths(ring.get(2).ancestors()));
    assertEquals(List.of(), paths(ring.get(0).ancestors()));
  }

  // -- order, cost, lost answers

  @Test
  void aLinkCostsPinCheckLinkInThatOrder() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = runs().open(newRun(1).path());
    Run child = runs().open(newRun(2).path());
    faulty().requests().clear();
    child.link(ancestor);
    List<Request> requests = faulty().requests().all();
    assertEquals(Operation.PUT, requests.get(0).operation());
    assertTrue(requests.get(0).key().startsWith(ancestor.path() + "/descendants/"));
    assertEquals(
        List.of(
            new Request(Operation.READ, ancestor.path() + "/run.json"),
            new Request(Operation.PUT, child.path() + "/ancestor.link.json")),
        requests.subList(1, 3));
    if (store().extension(LinkSupport.class).isEmpty()) {
      assertEquals(3, requests.size(), requests.toString());
    }
  }

  @Test
  void followingALinkCostsOneRead() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = newRun(1);
    newRun(2).link(ancestor);
    Run child = runs().open(newRun(3).path());
    child.link(ancestor);
    faulty().requests().clear();
    assertTrue(child.link(Link.ANCESTOR).isPresent());
    assertEquals(Map.of(Operation.READ, 1), faulty().requests().counts());
  }

  @Test
  void aPinOrLinkWhoseAnswerWasLostIsRecognisedAsOurs() throws IOException {
    if (refusesRuns()) {
      return;
    }
    int number = 1;
    for (String part : List.of("/descendants/", "/ancestor.link.json")) {
      Run ancestor = runs().open(newRun(number++).path());
      Run child = runs().open(newRun(number++).path());
      faulty().plan().next(1, Operation.PUT, key -> key.contains(part), Fault.LOST_AFTER_EFFECT);
      assertTrue(child.link(ancestor).made());
      assertEquals(List.of(child.path()), paths(ancestor.descendants()));
      assertEquals(List.of(ancestor.path()), paths(child.ancestors()));
      faulty().plan().clear();
    }
  }

  @Test
  void aLinkThatFailedOnTheWayIsNotThereAndCanBeMadeAgain() throws IOException {
    if (refusesRuns()) {
      return;
    }
    int number = 1;
    for (String part : List.of("/descendants/", "/ancestor.link.json")) {
      Run ancestor = runs().open(newRun(number++).path());
      Run child = runs().open(newRun(number++).path());
      faulty().plan().next(1, Operation.PUT, key -> key.contains(part), Fault.LOST_BEFORE_EFFECT);
      assertThrows(StorageException.class, () -> child.link(ancestor));
      assertEquals(List.of(), child.links());
      assertEquals(List.of(), paths(ancestor.descendants()));
      faulty().plan().clear();
      if (promises(Capability.PUT_IF_VERSION) || part.equals("/descendants/")) {
        assertTrue(child.link(ancestor).made());
        assertEquals(List.of(child.path()), paths(ancestor.descendants()));
      }
    }
  }

  @Test
  void anAncestorThatMayNotBeWrittenIsLinkedWithAWarning() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = runs().open(newRun(1).path());
    Run child = runs().open(newRun(2).path());
    faulty()
        .plan()
        .always(Operation.PUT, key -> key.startsWith(ancestor.path() + "/"), Fault.DENIED);
    assertTrue(child.link(ancestor).warning().isPresent());
    assertEquals(List.of(ancestor.path()), paths(child.ancestors()));
    assertEquals(List.of(), pins(ancestor));
  }

  // -- ancestors that vanish

  @Test
  void aLinkToARunThatIsGoneIsRefusedAndLeavesNoPin() throws IOException {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = newRun(1);
    Run child = newRun(2);
    store().delete(key(ancestor.path() + "/run.json"), Precondition.NONE);
    if (promises(Capability.DELETE_IF_VERSION)) {
      assertFails(NotFoundException.class, Reason.NO_SUCH_OBJECT, () -> child.link(ancestor));
      assertEquals(List.of(), pins(ancestor));
    } else {
      assertThrows(StorageException.class, () -> child.link(ancestor));
    }
    assertEquals(List.of(), child.links());
  }

  @Test
  void anAncestorRemovedBehindThePinIsNotLinked() throws Exception {
    if (refusesRuns()) {
      return;
    }
    Run ancestor = runs().open(newRun(1).path());
    Run child = runs().open(newRun(2).path());
    String runJson = ancestor.path() + "/run.json";
    Gate gate = new Gate();
    faulty().plan().next(1, Operation.READ, runJson::equals, Fault.heldAt(gate));
    CompletableFuture<Object> outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return child.link(ancestor);
              } catch (StorageException e) {
                return e;
              }
            });
    gate.awaitArrival();
    assertEquals(1, pins(ancestor).size(), "whoever removes a run finds the pin");
    store().delete(key(runJson), Precondition.NONE);
    gate.open();
    assertInstanceOf(StorageException.class, outcome.get(60, TimeUnit.SECONDS));
    assertEquals(List.of(), child.links());
  }

  private List<String> pins(Run ancestor) throws StorageException {
    return names(list(ancestor.path() + "/descendants/", Depth.ALL, 100));
  }

  private static List<String> paths(Stream<Run> runs) {
    return runs.map(Run::path).toList();
  }
}
