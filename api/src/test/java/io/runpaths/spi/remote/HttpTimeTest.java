package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTimeTest {
  private static final String FIRST = "Sun, 06 Nov 1994 08:49:37 GMT";

  @Test
  void theSpellingOfHttpIsUnderstood() {
    assertEquals(Optional.of(Instant.parse("1994-11-06T08:49:37Z")), HttpTime.parse(FIRST));
  }

  @Test
  void whatIsRememberedIsNotTakenForAnother() {
    for (int turn = 0; turn < 2; turn++) {
      for (int second = 10; second < 13; second++) {
        assertEquals(
            Optional.of(Instant.parse("1994-11-06T08:49:" + second + "Z")),
            HttpTime.parse("Sun, 06 Nov 1994 08:49:" + second + " GMT"));
        assertEquals(Optional.of(Instant.parse("1994-11-06T08:49:37Z")), HttpTime.parse(FIRST));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994"})
  void whatIsNoTimeIsNone(String text) {
    assertEquals(Optional.empty(), HttpTime.parse(text));
  }
}
