package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.runpaths.spi.Location;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.mem.MemBackend;
import io.runpaths.testkit.mem.MemStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

final class QuirkTest {
  @Test
  void aQuirkThatIsStillThereIsReportedAndOneThatIsGoneFails() {
    Outcomes outcomes = run(Quirky.class);
    assertEquals(
        Map.of("storedBytesThatWereDamagedAreNoticedWhereThatIsPromised()", "Take it away."),
        outcomes.failed,
        "a quirk that is gone");
    assertEquals(
        List.of("Its writes cannot fail. (as declared)", "Its writes cannot fail. (as declared)"),
        outcomes.reported);
    assertEquals(
        Set.of("aPutThatFailsLeavesWhatWasThere", "anUploadWhoseWriteFailedIsNeverPublished"),
        QuirkyFixture.CONFIRMED);
  }

  @Test
  void aContractWithoutAFixtureSaysHowToNameOne() {
    Outcomes outcomes = run(Homeless.class);
    assertTrue(
        outcomes.failed.values().stream().allMatch(text -> text.contains("@StoreUnderTest")),
        outcomes.failed.toString());
    assertTrue(!outcomes.failed.isEmpty());
  }

  @Test
  void aQuirkNamesATestAndAReason() {
    assertThrows(IllegalArgumentException.class, () -> Quirk.of("", "why"));
    assertThrows(IllegalArgumentException.class, () -> Quirk.of("aTest", " "));
  }

  @Test
  void aQuirkOfOneExampleLeavesTheOthersAlone() {
    Quirk quirk = new Quirk("anOddNameIsKeptAsItIs", "a plus", "It takes + for a space.");
    assertTrue(quirk.covers("anOddNameIsKeptAsItIs", "a plus"));
    assertTrue(!quirk.covers("anOddNameIsKeptAsItIs", "a star"));
    assertTrue(!quirk.covers("anOddNameServesAsAFolder", "a plus"));
    assertTrue(Quirk.of("aTest", "why").covers("aTest", "anything"));
  }

  /** A store that is right where its first quirk is declared, and wrong where the others are. */
  static final class QuirkyFixture implements StoreFixture {
    static final Set<String> CONFIRMED = ConcurrentHashMap.newKeySet();

    private final Location root = new Location("mem", "quirk-test", "outputs");

    @Override
    public Location root() {
      return root;
    }

    @Override
    public StorageBackend open() {
      return MemBackend.open(root, MemBackend.EVERYTHING);
    }

    @Override
    public List<Quirk> quirks() {
      return List.of(
          Quirk.of(
              "storedBytesThatWereDamagedAreNoticedWhereThatIsPromised", "It is right, in truth."),
          Quirk.of("aPutThatFailsLeavesWhatWasThere", "Its writes cannot fail."),
          Quirk.of("anUploadWhoseWriteFailedIsNeverPublished", "Its writes cannot fail."));
    }

    @Override
    public void confirmed(Quirk quirk) {
      CONFIRMED.add(quirk.test());
    }

    @Override
    public boolean failWrites(boolean failing) {
      if (failing) {
        throw new IllegalStateException("as declared");
      }
      return true;
    }

    @Override
    public void close() {
      MemStore.forget(root.authority());
    }
  }

  @StoreUnderTest(QuirkyFixture.class)
  static final class Quirky extends FailuresContract {}

  static final class Homeless extends SecretsContract {}

  private static Outcomes run(Class<?> contract) {
    Outcomes outcomes = new Outcomes();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(contract)).build(),
            outcomes);
    return outcomes;
  }

  private static final class Outcomes implements TestExecutionListener {
    final Map<String, String> failed = new TreeMap<>();
    final List<String> reported = new ArrayList<>();

    @Override
    public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
      String quirk = entry.getKeyValuePairs().get("quirk");
      if (quirk != null) {
        reported.add(quirk);
      }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      result
          .getThrowable()
          .ifPresent(
              failure -> {
                String message = String.valueOf(failure.getMessage());
                failed.put(
                    test.getDisplayName(),
                    message.endsWith("Take the declaration away.") ? "Take it away." : message);
              });
    }
  }
}
