package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.gcs.server.GcsServer;
import io.runpaths.testkit.matrix.FaultWalk;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Operations, faults and interrupts in any order, on the small server in this JVM. */
@Tag("long")
final class FaultWalkTest {
  private static final int WALKERS = 4;

  @Test
  void whateverHappensInWhateverOrderTheServerHasWhatWasSaid() throws Exception {
    try (GcsServer server = GcsServer.start()) {
      long seed = Long.getLong("runpaths.walk.seed", 1);
      int steps = Integer.getInteger("runpaths.walk.steps", 100);
      FaultWalk.Report report = FaultWalk.run(new GcsWiredStore(server), seed, WALKERS, steps);
      System.out.println("A walk before the GCS test server: " + report.summary());
      assertEquals("", String.join("\n", report.findings()), report::summary);
      assertTrue(report.struck() > report.steps() / 4, report.summary());
    }
  }
}
