package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the launcher makes its class-data archives from: a rehearsal that fails prepares nothing.
 */
class RehearsalTest {
  @Test
  void goesThroughEveryCommandAsPeopleWould() throws Exception {
    List<String> failed =
        Rehearsal.play(List.of("s3", "gcs")).stream()
            .filter(line -> !line.startsWith("0 "))
            .toList();
    assertEquals(
        List.of(
            "3 show nothing",
            "4 put s3://rehearsal/outputs/trial/first config.yaml notes/config.yaml",
            "3 cat s3://rehearsal/outputs/trial/first notes/config.yaml",
            "4 put gs://rehearsal/outputs/trial/first config.yaml notes/config.yaml",
            "3 cat gs://rehearsal/outputs/trial/first notes/config.yaml"),
        failed);
  }
}
