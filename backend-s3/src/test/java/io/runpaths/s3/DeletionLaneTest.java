package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Deletion of one version against everything that may become of its requests: whatever is said must
 * be so, and another version is never deleted. (The servers that the matrix of faults runs on do
 * not promise this deletion.)
 */
final class DeletionLaneTest extends PaperTest {
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  /** A fault, and whether it may hide that the deletion was done. */
  private record Fault(String name, PaperS3.Twist twist, boolean hides) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Fault> FAULTS =
      List.of(
          new Fault("lost", PaperS3::lost, true),
          new Fault("done and lost", PaperS3::doneAndLost, true),
          new Fault("failed", PaperS3.only(HttpAnswer.error(500, "InternalError")), true),
          new Fault("done, failed", PaperS3.doneBut(HttpAnswer.error(500, "InternalError")), true),
          new Fault("slow down", PaperS3.only(HttpAnswer.error(503, "SlowDown")), true),
          new Fault("done, slow down", PaperS3.doneBut(HttpAnswer.error(503, "SlowDown")), true),
          new Fault("page", PaperS3.only(HttpAnswer.html(200)), true),
          new Fault("done, page", PaperS3.doneBut(HttpAnswer.html(502)), true),
          new Fault("elsewhere", PaperS3.only(HttpAnswer.of(404).withBody("not found")), true),
          new Fault("conflict", PaperS3.only(HttpAnswer.error(409, "OperationAborted")), false),
          new Fault("denied", PaperS3.only(HttpAnswer.error(403, "AccessDenied")), false));

  /** What somebody else did to the object before. */
  private enum Before {
    NOTHING,
    REPLACED,
    DELETED
  }

  static Stream<Object[]> lanes() {
    return FAULTS.stream()
        .flatMap(
            fault ->
                Stream.of(1, 2, Integer.MAX_VALUE)
                    .flatMap(
                        times ->
                            Stream.of(Before.values())
                                .map(before -> new Object[] {fault, times, before})));
  }

  @ParameterizedTest(name = "{0}, {1} times, {2} before")
  @MethodSource("lanes")
  void whatIsSaidIsSo(Fault fault, int times, Before before) throws IOException {
    Version version = put("old", PutOptions.REPLACE).version();
    switch (before) {
      case REPLACED -> paper.plant(FULL, utf8("other"), Map.of(), LONG_AGO);
      case DELETED -> paper.remove(FULL);
      case NOTHING -> paper.plant(FULL, utf8("old"), Map.of(), LONG_AGO);
    }
    paper.twist(times, "DeleteObject", fault.twist());
    String said;
    try {
      store.delete(KEY, Precondition.ifVersion(version));
      said = "deleted";
    } catch (PreconditionFailedException e) {
      said = "refused";
    } catch (OutcomeUnknownException e) {
      said = "unknown";
    } catch (StorageException e) {
      said = "failed";
    }
    if (before == Before.REPLACED) {
      assertEquals("other", text(paper.content(FULL)), "another version is never deleted");
      assertFalse(said.equals("deleted"), said);
    }
    switch (said) {
      case "deleted" -> assertFalse(paper.has(FULL), "said to be deleted, and there");
      case "refused" -> assertTrue(before != Before.NOTHING, "said to be in another version");
      case "unknown" -> assertTrue(fault.hides(), "every answer came");
      default -> assertEquals(before != Before.DELETED, paper.has(FULL), said);
    }
    if (before == Before.NOTHING && times == 1 && !fault.name().equals("denied")) {
      assertEquals("deleted", said, "the next attempt has no fault");
    }
  }
}
