package io.runpaths.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final Options OPTIONS =
      Options.of(
          Map.of(
              "size", "64MiB", "plain", "123", "wait", "30s", "ms", "250ms", "iso", "PT2M", "on",
              "yes", "bad", "much", "n", "7"));

  @Test
  void readsSizesDurationsNumbersAndTruthValues() {
    assertEquals(64L << 20, OPTIONS.getBytes("size", 1));
    assertEquals(123, OPTIONS.getBytes("plain", 1));
    assertEquals(Duration.ofSeconds(30), OPTIONS.getDuration("wait", Duration.ZERO));
    assertEquals(Duration.ofMillis(250), OPTIONS.getDuration("ms", Duration.ZERO));
    assertEquals(Duration.ofMinutes(2), OPTIONS.getDuration("iso", Duration.ZERO));
    assertTrue(OPTIONS.getBoolean("on", false));
    assertEquals(7, OPTIONS.getInt("n", 1, 0, 10));
    assertEquals(5, OPTIONS.getInt("missing", 5, 0, 10));
  }

  @Test
  void aBadValueIsAnErrorThatNamesTheSetting() {
    for (Runnable read :
        new Runnable[] {
          () -> OPTIONS.getBytes("bad", 1),
          () -> OPTIONS.getDuration("bad", Duration.ZERO),
          () -> OPTIONS.getBoolean("bad", true),
          () -> OPTIONS.getInt("bad", 1, 0, 10),
          () -> OPTIONS.getInt("plain", 1, 0, 10)
        }) {
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class, read::run);
      assertTrue(String.valueOf(e.getMessage()).startsWith("The setting "), e.getMessage());
    }
  }

  @Test
  void printsNamesAndNeverValues() {
    assertFalse(Options.NONE.with("s3.secret", "hunter2").toString().contains("hunter2"));
  }

  @Test
  void laterSettingsWin() {
    Options both = Options.of(Map.of("a", "1")).over(Options.of(Map.of("a", "2", "b", "3")));
    assertEquals(Map.of("a", "1", "b", "3"), both.asMap());
  }
}
