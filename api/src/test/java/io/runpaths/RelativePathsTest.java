package io.runpaths;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelativePathsTest {
  @ParameterizedTest
  @CsvSource({
    "a, b, ../b",
    "finetune/x, pretrain/y, ../../pretrain/y",
    "debug/finetune/x, y, ../../../y",
    "r/s1, r/s2, ../s2",
    "r, r/s, s",
    "r/s, r, ..",
    "r, r, .",
    "ab, a, ../a"
  })
  void theWayThereLeadsThere(String from, String to, String way) {
    assertEquals(way, RelativePaths.between(from, to));
    assertEquals(Optional.of(to), RelativePaths.follow(from, way));
  }

  @Test
  void aWayOutOfTheRootLeadsNowhere() {
    assertEquals(Optional.empty(), RelativePaths.follow("a", "../../b"));
    assertEquals(Optional.empty(), RelativePaths.follow("a", ".."));
  }

  @Test
  void anAbsolutePathLosesItsDots() {
    assertEquals(Optional.of("a/c"), RelativePaths.absolute("/a/./b/../c"));
  }
}
