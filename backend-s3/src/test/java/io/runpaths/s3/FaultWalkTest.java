package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.s3.S3Settings.Transport;
import io.runpaths.testkit.matrix.FaultWalk;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Operations, faults and interrupts in any order: on s3proxy always, elsewhere where it is given.
 */
@Tag("long")
final class FaultWalkTest {
  private static final int WALKERS = 4;

  @Test
  void whateverHappensInWhateverOrderTheServerHasWhatWasSaid() throws Exception {
    walk(S3ProxyServer.get());
  }

  @Test
  @ExtendWith(GivenServer.Present.class)
  void soItIsOnAGivenServer() throws Exception {
    walk(GivenServer.get());
  }

  private static void walk(TestServer server) throws Exception {
    long seed = Long.getLong("runpaths.walk.seed", 1);
    int steps = Integer.getInteger("runpaths.walk.steps", 100);
    FaultWalk.Report report =
        FaultWalk.run(new S3WiredStore(server, Transport.DIRECT), seed, WALKERS, steps);
    System.out.println("A walk before " + server.name() + ": " + report.summary());
    assertEquals(
        "", String.join("\n", report.findings()), () -> "seed " + seed + ": " + report.summary());
    assertTrue(report.struck() > report.steps() / 4, report.summary());
  }
}
