package io.runpaths.testkit.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The walk is worth something: it meets each blunder, and none where none is. */
@Tag("long")
final class FaultWalkTest {
  private static final int WALKERS = 4;
  private static final int STEPS = 150;

  private final LedgerServer server;

  FaultWalkTest() throws IOException {
    server = new LedgerServer();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void findsNothingInADriverThatIsRight() throws Exception {
    FaultWalk.Report report =
        FaultWalk.run(new LedgerStore(server, Blunder.NONE), 1, WALKERS, STEPS);
    assertEquals("", String.join("\n", report.findings()), report::summary);
    assertEquals(WALKERS * STEPS, report.steps());
    assertTrue(report.struck() > report.steps() / 4, report.summary());
    assertTrue(report.outcomes().getOrDefault("OutcomeUnknownException", 0) > 0, report.summary());
  }

  @ParameterizedTest
  @CsvSource({
    "TAKES_LOST_FOR_DONE,   and nothing is there",
    "BELIEVES_REFUSALS,     a false conflict",
    "TAKES_FLIPPED_BYTES,   other bytes"
  })
  void meetsEachBlunder(Blunder blunder, String words) throws Exception {
    FaultWalk.Report report = FaultWalk.run(new LedgerStore(server, blunder), 1, WALKERS, STEPS);
    assertTrue(
        report.findings().stream().anyMatch(finding -> finding.contains(words)),
        () -> report.summary() + "\n" + String.join("\n", report.findings()));
  }
}
