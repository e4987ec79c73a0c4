package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashedIdTest {

  private static final LocalDate DAY = LocalDate.of(2026, 2, 8);
  private static final RunConfig EMPTY = RunConfig.of(Map.of());

  @Test
  void isMadeOfItsParts() {
    RunConfig config = RunConfig.of(Map.of("batch_size", 32, "lr", 0.001));
    HashedId id =
        HashedId.of(
            DAY, "OrganCMNIST", "EfficientNet-B0", config, HashScheme.ORCHARD_V1, 1707400000.0);
    assertEquals("organcmnist", id.datasetSlug());
    assertEquals("efficientnetb0", id.architectureSlug());
    assertEquals(DAY, id.date());
    assertEquals(1707400000.0, id.timestamp());
    assertEquals(config, id.config());
    assertEquals(HashScheme.ORCHARD_V1, id.scheme());
    assertEquals(6, id.digest().length());
    assertEquals("20260208_organcmnist_efficientnetb0_" + id.digest(), id.value());
    assertEquals(id.value(), id.toString());
  }

  @Test
  void takesTheTimestampFromTheConfigurationWhereItHasOne() {
    RunConfig config = RunConfig.of(Map.of("run_timestamp", 7));
    assertEquals(7L, id("d", "a", config, 1.5).timestamp());
    assertEquals(id("d", "a", config, 1.5), id("d", "a", config, 2.5));
    assertNotEquals(id("d", "a", EMPTY, 1.5), id("d", "a", EMPTY, 2.5));
    assertNotEquals(id("d", "a", EMPTY, 1).value(), id("d", "a", EMPTY, 1.0).value());
  }

  /** As Python's {@code config.get("run_timestamp", now)}, whatever is there rules. */
  @Test
  void takesATimestampOfAnyKind() {
    assertEquals("{\"_run_ts\": null}", orchardInput("{\"run_timestamp\": null}"));
    assertEquals(
        "{\"_run_ts\": {\"a\": null}}", orchardInput("{\"run_timestamp\": {\"a\": null}}"));
    assertEquals(
        "{\"_run_ts\": \"x\", \"run_timestamp\": \"x\"}",
        orchardInput("{\"run_timestamp\": \"x\"}"));
    assertEquals(
        "{\"_run_ts\": true, \"run_timestamp\": true}", orchardInput("{\"run_timestamp\": true}"));
    assertEquals(
        "{\"_run_ts\": [NaN], \"run_timestamp\": [NaN]}",
        orchardInput("{\"run_timestamp\": [NaN]}"));
    assertEquals("{\"_run_ts\": 0.5}", orchardInput("{}"));
    assertEquals("{\"_run_ts\": 0.5}", orchardInput("{\"_run_ts\": 9}"));
  }

  private static String orchardInput(String json) {
    HashedId id = id("d", "a", RunConfig.parseJson(json), 0.5);
    return HashScheme.ORCHARD_V1.canonicalInput(id.config(), id.timestamp());
  }

  @Test
  void movesOnByMilliseconds() {
    HashedId first = id("d", "a", RunConfig.of(Map.of("run_timestamp", 1707400000)), 0.0);
    assertEquals(first, first.movedOn(0));
    assertEquals(1707400000.001, first.movedOn(1).timestamp());
    assertEquals(1707400000.25, first.movedOn(250).timestamp());
    assertEquals(first.movedOn(3), first.movedOn(9).movedOn(3));
    assertEquals(
        "{\"_run_ts\": 1707400000.001, \"run_timestamp\": 1707400000}",
        HashScheme.ORCHARD_V1.canonicalInput(first.config(), first.movedOn(1).timestamp()));
    Set<String> ids = new HashSet<>();
    for (int attempt = 0; attempt < 100; attempt++) {
      ids.add(first.movedOn(attempt).value());
    }
    // A few of a hundred may meet among 2^24, not more.
    assertTrue(ids.size() > 97, "different ids: " + ids.size());
    assertThrows(IllegalArgumentException.class, () -> first.movedOn(-1));
    assertThrows(IllegalArgumentException.class, () -> first.movedOn(1_000_001));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"x\"",
        "true",
        "[]",
        "{}",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e300",
        "1099511627776",
        "1e12345"
      })
  void movesOnFromZeroWhereAMillisecondWouldBeLost(String timestamp) {
    HashedId first =
        id("d", "a", RunConfig.parseJson("{\"run_timestamp\": " + timestamp + "}"), 5.0);
    assertEquals(0.002, first.movedOn(2).timestamp());
    assertNotEquals(first.value(), first.movedOn(2).value());
  }

  @Test
  void movesOnAtTheEndOfItsRange() {
    double last = 0x1p40 - 1;
    HashedId first = id("d", "a", EMPTY, last);
    assertEquals(last + 0.001, first.movedOn(1).timestamp());
    assertNotEquals(first.movedOn(999_999).timestamp(), first.movedOn(1_000_000).timestamp());
  }

  @Test
  void isMadeAgainFromWhatIsOnRecord() {
    HashedId moved = id("d", "a", RunConfig.of(Map.of("run_timestamp", 7)), 0.0).movedOn(4);
    assertEquals(
        moved,
        HashedId.ofRecorded(DAY, "d", "a", moved.config(), moved.scheme(), moved.timestamp()));
    RunConfig withNull = RunConfig.of(Collections.singletonMap("run_timestamp", null));
    assertEquals(
        id("d", "a", withNull, 0.0),
        HashedId.ofRecorded(DAY, "d", "a", withNull, HashScheme.ORCHARD_V1, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Net#123|net123",
        "ViT-Tiny/16|vittiny16",
        "MLP(64,32)|mlp6432",
        "Ma\u00f1ana-Net|maananet",
        "\u212aernel\u0130|kerneli",
        "\u6587|''",
        "../..|''"
      })
  void stripsTheArchitecture(String architecture, String slug) {
    assertEquals(slug, id("d", architecture, EMPTY, 0.0).architectureSlug());
  }

  @Test
  void keepsTheDatasetButForItsCase() {
    assertEquals(
        " my data.v2_\u6587\u00df ",
        id(" My Data.V2_\u6587\u1e9e ", "a", EMPTY, 0.0).datasetSlug());
    assertTrue(id("d", "\u6587", EMPTY, 0.0).value().startsWith("20260208_d__"));
    assertTrue(id("...", "a", EMPTY, 0.0).value().startsWith("20260208_..._a_"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "\t",
        "a/b",
        "../../etc",
        "a\\b",
        "a\0b",
        "a\nb",
        "a\u007fb",
        "a\u0085b",
        ".",
        "..",
        "a\ud83d",
        "\ude00\ud83d"
      })
  void refusesADatasetThatCannotNameAFolder(@Nullable String dataset) {
    assertRefused("dataset ", dataset, "a");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "\n"})
  void refusesAnArchitectureThatIsNotThere(@Nullable String architecture) {
    assertRefused("architecture is ", "d", architecture);
  }

  @Test
  void refusesAFolderNameOfMoreThan255Bytes() {
    int room = 255 - "20260208__a_123456".length();
    HashedId longest = id("\u6587".repeat(room / 3) + "x".repeat(room % 3), "a", EMPTY, 0.0);
    assertEquals(255, longest.value().getBytes(StandardCharsets.UTF_8).length);
    assertEquals(longest.movedOn(5).value().length(), longest.value().length());
    assertRefused("dataset is too long", "\u6587".repeat(room / 3 + 1), "a");
    assertRefused("architecture is too long", "d", "a".repeat(300));
  }

  @Test
  void refusesATimeThatIsNone() {
    for (Number time :
        new Number[] {Double.NaN, Float.POSITIVE_INFINITY, BigInteger.TEN.pow(400)}) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> id("d", "a", EMPTY, time));
      assertTrue(String.valueOf(refusal.getMessage()).startsWith("timestamp "));
    }
    RunConfig fixed = RunConfig.of(Map.of("run_timestamp", Double.NaN));
    assertEquals(id("d", "a", fixed, 0.0), id("d", "a", fixed, Double.NaN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20260208_organcmnist_efficientnetb0_a3f7c2",
        "20260208_organcmnist_efficientnetb0_a3f7c2a3f7c2a3f7",
        "20260208_d__a3f7c2",
        "20260208_a_b_c_000000",
        "20260208____a3f7c2",
        "20260208_\u6587 \ud83d\ude00_x_a3f7c2"
      })
  void knowsTheFormOfAHashedId(String name) {
    assertTrue(HashedId.looksLike(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_",
        "________________",
        "a3f7c2",
        "20260208_a3f7c2",
        "20260208__a3f7c2",
        "20260208_d_a3f7c2",
        "20260208___a3f7c2",
        "20260208_d_a_a3f7c",
        "20260208_d_a_a3f7c22",
        "20260208_d_a_A3F7C2",
        "20260208_d_a_a3f7g2",
        "20260208_d_A_a3f7c2",
        "20260208_d_a-b_a3f7c2",
        "2026020x_d_a_a3f7c2",
        "202602080_d_a_a3f7c2",
        "2026-02-08_41pjs",
        "20260208-d_a_a3f7c2"
      })
  void knowsWhatIsNoHashedId(String name) {
    assertFalse(HashedId.looksLike(name));
  }

  private static HashedId id(
      @Nullable String dataset, @Nullable String architecture, RunConfig config, Number timestamp) {
    return HashedId.of(DAY, dataset, architecture, config, HashScheme.ORCHARD_V1, timestamp);
  }

  private static void assertRefused(
      String start, @Nullable String dataset, @Nullable String architecture) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> id(dataset, architecture, EMPTY, 0.0));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith(start), message);
    assertTrue(message.contains(": ") || message.contains("; "), message);
  }
}
