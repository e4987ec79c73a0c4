package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Depth;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.TestClock;
import io.runpaths.testkit.faults.FaultyBackend;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the contracts of runs share: stores of runs above the store under test, with faults. */
abstract class RunContract extends StoreContract {
  private final TestClock clock = TestClock.at(Instant.parse("2026-02-08T12:00:00Z"));
  private @Nullable FaultyBackend faulty;
  private @Nullable RunStore runs;

  RunContract() {}

  /** The store of runs under test; the same throughout a test. */
  final RunStore runs() throws StorageException {
    RunStore present = runs;
    if (present == null) {
      faulty = new FaultyBackend(driver());
      present = RunStores.over(faulty, settings());
      runs = present;
    }
    return present;
  }

  /** What goes wrong below {@link #runs}, and what it asks for. */
  final FaultyBackend faulty() throws StorageException {
    runs();
    return Objects.requireNonNull(faulty);
  }

  /** One more store of runs at the same root, as another machine has it. */
  final RunStore otherRuns() throws StorageException {
    return RunStores.over(driver(), settings());
  }

  final List<RunStore> severalRuns(int count) throws StorageException {
    List<RunStore> stores = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stores.add(otherRuns());
    }
    return stores;
  }

  /** A run of its own inputs, a second later than the one before. */
  final Run newRun(int number) throws StorageException {
    clock.advance(Duration.ofSeconds(1));
    return otherRuns().create(spec(number));
  }

  /** Inputs that fix the id, and differ for every number. */
  static RunSpec spec(int number) {
    return RunSpec.hashed(
        "digits", "MLP-" + number, Map.of("lr", 0.001, "run_timestamp", 1_770_552_000));
  }

  final List<String> runPaths() throws StorageException {
    try (Stream<RunEntry> entries = otherRuns().list()) {
      return entries.map(RunEntry::path).toList();
    }
  }

  /**
   * True, and the refusal asserted, where the store does not promise exclusive creation: no run can
   * be made there, and nothing is left behind.
   */
  final boolean refusesRuns() throws IOException {
    if (promises(Capability.PUT_IF_ABSENT)) {
      return false;
    }
    for (RunSpec spec : List.of(spec(1), RunSpec.staged().stage("pretrain"))) {
      assertEquals(
          Reason.NOT_PROMISED, assertRefused(() -> runs().create(spec)).reason(), "in words");
    }
    assertRefused(() -> runs().attach(spec(1)));
    try {
      assertEquals(List.of(), names(list("", Depth.ALL, 100)));
    } catch (NotFoundException e) {
      assertEquals(Reason.NO_SUCH_ROOT, e.reason());
    }
    return true;
  }

  private StoreSettings settings() {
    return StoreSettings.DEFAULT.withClock(clock);
  }
}
