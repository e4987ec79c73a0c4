package io.runpaths.testkit.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The matrix is worth something: it finds each blunder for what it is, and none where none is. */
@Tag("long")
final class FaultMatrixTest {
  private final LedgerServer server;

  FaultMatrixTest() throws IOException {
    server = new LedgerServer();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void findsNothingInADriverThatIsRight(@TempDir Path folder) throws Exception {
    MatrixReport report = FaultMatrix.run(new LedgerStore(server, Blunder.NONE));
    assertEquals(List.of(), report.findings(), report.table());
    assertTrue(report.played() > 1_000, report.summary());
    assertEquals(List.of("copy", "delete if version"), report.refused());
    report.write(folder.resolve("made/matrix.txt"));
    String text = Files.readString(folder.resolve("made/matrix.txt"));
    assertTrue(text.startsWith(report.table()), text);
    assertTrue(report.table().contains("refused in words: copy, delete if version\n"), text);
    assertTrue(report.table().endsWith(report.summary() + "\n"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "TAKES_LOST_FOR_DONE,   put if absent,       put,      LOST",
    "TAKES_LOST_FOR_UNDONE, put,                 put,      UNTOLD",
    "BELIEVES_REFUSALS,     put if absent,       put,      FALSE_CONFLICT",
    "BELIEVES_REFUSALS,     put if version,      put,      FALSE_CONFLICT",
    "TAKES_FLIPPED_BYTES,   read whole,          get,      CORRUPT",
    "LEAVES_UPLOADS,        put large if absent, part 2,   LEAKED",
    "LEAVES_UPLOADS,        upload large,        create,   LEAKED",
    "FOLLOWS_REDIRECTS,     stat,                stat,     MISBEHAVED"
  })
  void findsEachBlunderForWhatItIs(Blunder blunder, String operation, String kind, Damage damage)
      throws Exception {
    MatrixReport report =
        FaultMatrix.run(
            new LedgerStore(server, blunder),
            (one, request) -> one.equals(operation) && request.equals(kind));
    Map<Damage, Integer> counts = report.counts();
    Set<Damage> found = EnumSet.noneOf(Damage.class);
    counts.forEach(
        (one, count) -> {
          if (count > 0) {
            found.add(one);
          }
        });
    assertEquals(Set.of(damage), found, () -> String.join("\n", report.findings()));
    assertTrue(
        report.findings().stream().allMatch(words -> words.startsWith(damage + " " + operation)));
    assertTrue(report.table().contains(Character.toString(damage.mark())), report.table());
  }

  @Test
  void doesNotBeginWhereAnOperationFailsWithoutAnyFault() {
    IllegalStateException failed =
        assertThrows(
            IllegalStateException.class,
            () -> FaultMatrix.run(new LedgerStore(server, Blunder.NEVER_ABORTS)));
    assertTrue(
        String.valueOf(failed.getMessage()).startsWith("abandon large fails without any fault"));
  }
}
