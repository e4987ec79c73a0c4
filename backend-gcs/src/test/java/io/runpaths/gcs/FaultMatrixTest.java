package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.gcs.server.GcsServer;
import io.runpaths.testkit.matrix.FaultMatrix;
import io.runpaths.testkit.matrix.MatrixReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every operation against every fault of the wire, on the small server in this JVM. */
@Tag("long")
final class FaultMatrixTest {
  /**
   * What nobody can help. A write without a condition that arrives after its repetition makes one
   * more generation, of the same bytes. And where somebody on the way sends a deletion twice and
   * answers with the second refusal, nothing tells that from an object that was gone before: a
   * deletion leaves no write id.
   */
  private static final Set<String> INEVITABLE =
      Set.of(
          "put, put: reset, and delivered when the operation has ended, once",
          "upload, put: reset, and delivered when the operation has ended, once",
          "copy, copy: reset, and delivered when the operation has ended, once",
          "delete if version, delete: repeated by a gateway, the second answer comes, once",
          "delete if version, delete: repeated by a gateway, the second answer comes, again and again",
          "delete if version, delete: repeated by a gateway, the second answer comes, and all that"
              + " follows");

  @Test
  void whateverGoesWrongOnTheWireNothingIsLostDamagedOrLeftBehind() throws Exception {
    try (GcsServer server = GcsServer.start()) {
      requireOnlyInevitable(FaultMatrix.run(new GcsWiredStore(server)), "gcs");
    }
  }

  /** Nothing went wrong but what nobody can help, and that shows. */
  static void requireOnlyInevitable(MatrixReport report, String name) throws IOException {
    System.out.println(report.table());
    report.write(Path.of("target", "fault-matrix-" + name + ".txt"));
    List<String> findings = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    for (String finding : report.findings()) {
      INEVITABLE.stream()
          .filter(known -> finding.contains(" " + known + ": "))
          .findFirst()
          .ifPresentOrElse(seen::add, () -> findings.add(finding));
    }
    assertEquals(List.of(), findings, report.summary());
    assertEquals(new TreeSet<>(INEVITABLE), seen, "what nobody can help shows");
    assertTrue(report.played() > 1_300, report.summary());
  }
}
