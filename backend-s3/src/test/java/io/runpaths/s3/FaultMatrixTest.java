package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.s3.S3Settings.Transport;
import io.runpaths.testkit.matrix.FaultMatrix;
import io.runpaths.testkit.matrix.MatrixReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every operation against every fault of the wire: on s3proxy in this JVM always, on the server
 * that the environment names where it does (see {@link GivenServer}). The tables are in {@code
 * target}.
 */
@Tag("long")
final class FaultMatrixTest {
  /** The requests that go another way by {@link ClientBulk} than by {@link DirectBulk}. */
  private static final Set<String> BULK = Set.of("put", "get", "copy", "part 1", "part 2");

  /** Operations on runs are made of those on objects. */
  private static final Set<String> RUNS = Set.of("create run", "link runs", "first put of all");

  @Test
  void whateverGoesWrongOnTheWireNothingIsLostDamagedOrLeftBehind() throws Exception {
    MatrixReport report = whole(S3ProxyServer.get());
    assertTrue(report.played() > 1_300, report.summary());
  }

  @Test
  void bulkDataByTheSdksClientIsAsSafe() throws Exception {
    MatrixReport report =
        FaultMatrix.run(
            new S3WiredStore(S3ProxyServer.get(), Transport.CLIENT),
            (operation, kind) -> BULK.contains(kind) && !RUNS.contains(operation));
    System.out.println("Faults of bulk data by the SDK's client: " + report.summary());
    report.write(Path.of("target", "fault-matrix-client.txt"));
    assertEquals(List.of(), report.findings(), report.summary());
    assertTrue(report.played() > 400, report.summary());
  }

  @Test
  @ExtendWith(GivenServer.Present.class)
  void neitherIsAnythingOnAGivenServer() throws Exception {
    whole(GivenServer.get());
  }

  private static MatrixReport whole(TestServer server) throws IOException, InterruptedException {
    MatrixReport report = FaultMatrix.run(new S3WiredStore(server, Transport.DIRECT));
    System.out.println("Faults of the wire before " + server.name() + ":\n" + report.table());
    report.write(Path.of("target", "fault-matrix-" + server.name() + ".txt"));
    assertEquals(List.of(), unexplained(server, report.findings()), report.summary());
    assertEquals(ServerQuirks.unpromised(server.name()), report.refused());
    return report;
  }

  /** What is not declared of the server, and what is declared and does not show. */
  private static List<String> unexplained(TestServer server, List<String> findings) {
    List<String> left = new ArrayList<>(findings);
    for (ServerQuirks.Finding known : ServerQuirks.findings(server.name())) {
      if (left.removeIf(known::explains)) {
        System.out.println("Declared of " + server.name() + ", and seen: " + known);
      } else if (known.always()) {
        left.add("declared of " + server.name() + ", and not seen: " + known);
      }
    }
    return left;
  }
}
