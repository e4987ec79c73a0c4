package io.runpaths.testkit.mem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.Location;
import io.runpaths.testkit.faults.FaultyBackend;
import io.runpaths.testkit.faults.Operation;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What runs cost in requests where there are more of them than fit a page. */
final class MemCostsTest {
  private static final Location ROOT = new Location("mem", "mem-costs-test", "outputs");

  private final FaultyBackend counting =
      new FaultyBackend(MemBackend.open(ROOT, MemBackend.EVERYTHING));

  @AfterEach
  void forget() {
    MemStore.forget(ROOT.authority());
  }

  @Test
  void listingRunsCostsOnePageForAThousandAndOneStatForEach() throws IOException {
    int count = 1_001;
    try (RunStore store = RunStores.over(counting, StoreSettings.DEFAULT)) {
      for (int i = 0; i < count; i++) {
        store.create(RunSpec.hashed("digits", "MLP-" + i, Map.of("run_timestamp", i)));
      }
      assertEquals(Map.of(Operation.PUT, count), counting.requests().counts());
      counting.requests().clear();
      try (Stream<RunEntry> runs = store.list()) {
        assertEquals(count, runs.count());
      }
      assertEquals(Map.of(Operation.LIST, 2, Operation.STAT, count), counting.requests().counts());
    }
  }

  @Test
  void aRunWithItsAncestorNamedCostsItsClaimAndItsLink() throws IOException {
    try (RunStore store = RunStores.over(counting, StoreSettings.DEFAULT)) {
      Run ancestor = store.create(RunSpec.staged().stage("pretrain"));
      counting.requests().clear();
      store.create(RunSpec.staged().stage("finetune").withAncestor(ancestor));
      assertEquals(Map.of(Operation.PUT, 3, Operation.READ, 1), counting.requests().counts());
    }
  }
}
