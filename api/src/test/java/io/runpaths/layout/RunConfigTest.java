package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunConfigTest {

  @Test
  void keepsEachKindOfValueInOneClass() {
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    given.put("byte", (byte) -1);
    given.put("short", (short) 2);
    given.put("int", 3);
    given.put("long", 4L);
    given.put("big", BigInteger.valueOf(5));
    given.put("huge", BigInteger.ONE.shiftLeft(63));
    given.put("float", 0.1f);
    given.put("double", 0.1);
    given.put("decimal", new BigDecimal("0.1"));
    given.put("null", null);
    given.put("yes", true);
    given.put("text", "x");
    Map<String, @Nullable Object> kept = RunConfig.of(given).asMap();
    assertEquals(List.copyOf(given.keySet()), List.copyOf(kept.keySet()));
    assertEquals(-1L, kept.get("byte"));
    assertEquals(2L, kept.get("short"));
    assertEquals(3L, kept.get("int"));
    assertEquals(4L, kept.get("long"));
    assertEquals(5L, kept.get("big"));
    assertEquals(BigInteger.ONE.shiftLeft(63), kept.get("huge"));
    assertEquals(0.1, kept.get("float"));
    assertEquals(0.1, kept.get("double"));
    assertEquals(0.1, kept.get("decimal"));
    assertEquals(true, kept.get("yes"));
    assertTrue(kept.containsKey("null"));
  }

  @Test
  void takesArraysForLists() {
    RunConfig config =
        RunConfig.of(
            Map.of(
                "v",
                List.of(
                    new int[] {1, 2},
                    new double[] {0.5},
                    new float[] {0.1f},
                    new boolean[] {true},
                    new byte[] {-1},
                    new short[] {7},
                    new long[] {Long.MIN_VALUE},
                    new @Nullable Object[] {"a", null},
                    new int[][] {{}, {3}})));
    assertEquals(
        "{\"v\": [[1, 2], [0.5], [0.1], [true], [-1], [7], [-9223372036854775808],"
            + " [\"a\", null], [[], [3]]]}",
        config.canonicalJson());
  }

  @Test
  void isNotChangedByWhatItsCallerDoesLater() {
    List<Object> list = new ArrayList<>(List.of(1));
    Map<String, Object> given = new HashMap<>(Map.of("list", list));
    RunConfig config = RunConfig.of(given);
    list.add(2);
    given.put("more", 3);
    assertEquals("{\"list\": [1]}", config.canonicalJson());
  }

  @Test
  void givesValuesThatCannotBeChanged() {
    RunConfig config = RunConfig.of(Map.of("map", Map.of("list", List.of(1))));
    Map<?, ?> map = (Map<?, ?>) config.get("map").orElseThrow();
    List<?> list = (List<?>) List.copyOf(map.values()).get(0);
    assertThrows(UnsupportedOperationException.class, () -> config.asMap().clear());
    assertThrows(UnsupportedOperationException.class, map::clear);
    assertThrows(UnsupportedOperationException.class, () -> list.remove(0));
  }

  @Test
  void tellsIntegersFromFloatingPoint() {
    assertNotEquals(RunConfig.of(Map.of("a", 1)), RunConfig.of(Map.of("a", 1.0)));
    assertNotEquals(RunConfig.of(Map.of("a", 0.0)), RunConfig.of(Map.of("a", -0.0)));
    assertNotEquals(RunConfig.of(Map.of("a", 1)), RunConfig.of(Map.of("a", true)));
    assertEquals(RunConfig.of(Map.of("a", 1)), RunConfig.of(Map.of("a", BigInteger.ONE)));
    assertEquals(
        RunConfig.of(Map.of("a", Double.NaN)).hashCode(),
        RunConfig.of(Map.of("a", Float.NaN)).hashCode());
  }

  @Test
  void setsAnEntryWithoutChangingItself() {
    RunConfig config = RunConfig.parseJson("{\"a\": 1, \"b\": 2}");
    RunConfig changed = config.with("a", List.of()).with("c", null);
    assertEquals(List.of("a", "b", "c"), List.copyOf(changed.asMap().keySet()));
    assertEquals("{\"a\": [], \"b\": 2, \"c\": null}", changed.canonicalJson());
    assertEquals("{\"a\": 1, \"b\": 2}", config.canonicalJson());
    assertTrue(changed.has("c"));
    assertFalse(changed.has("d"));
    assertTrue(changed.get("c").isEmpty());
    assertEquals(2L, changed.get("b").orElseThrow());
  }

  @Test
  void namesThePathOfWhatItCannotHold() {
    assertRefused(
        "config.optimizer.betas[1] is a java.util.concurrent.atomic.AtomicInteger: give a Long,",
        Map.of("optimizer", Map.of("betas", List.of(0.9, new AtomicInteger(1)))));
    assertRefused(
        "config[\"we ird\"][0].unit is a java.util.concurrent.TimeUnit: give its name as a string",
        Map.of("we ird", List.of(Map.of("unit", TimeUnit.DAYS))));
    assertRefused(
        "config.day is a java.time.LocalDate: give a string,", Map.of("day", LocalDate.EPOCH));
    assertRefused("config.tags is a ", Map.of("tags", Set.of("a")));
    assertRefused("give a List, whose order is fixed", Map.of("tags", Set.of("a")));
    assertRefused("config.c is a java.lang.Character: give a String", Map.of("c", 'c'));
    assertRefused("config.c is a char[]: give a String", Map.of("c", new char[] {'p'}));
    assertRefused(
        "config.x[1][0] is a java.lang.Object: give a string,",
        Map.of("x", new Object[] {1, new Object[] {new Object()}}));
  }

  @Test
  void refusesKeysThatAreNoStrings() {
    assertRefused("config.m has a null key", Map.of("m", Collections.singletonMap(null, 1)));
    assertRefused(
        "config.m has a key that is no string (NaN, a java.lang.Double)",
        Map.of("m", Map.of(Double.NaN, 1)));
    assertRefused(
        "config.m has a key that is no string (1, a java.lang.Integer): write it as a string",
        Map.of("m", Map.of(1, 1)));
    Map<Object, Object> second = new LinkedHashMap<>();
    second.put("first", 1);
    second.put(List.of("hidden"), 2);
    assertRefused(
        "config.m[0] has a key that is no string (a java.util.", Map.of("m", List.of(second)));
    @SuppressWarnings("unchecked") // What YAML readers hand over.
    Map<String, Object> top = (Map<String, Object>) (Map<?, ?>) Map.of(true, 1);
    assertRefused("config has a key that is no string (true, a java.lang.Boolean)", top);
  }

  @Test
  void refusesHalfCharacters() {
    assertRefused("config.s[0] holds a lone surrogate", Map.of("s", List.of("a\ud83d")));
    assertRefused("config.s holds a lone surrogate", Map.of("s", "\ude00\ud83d"));
    assertRefused("config has a key with a lone surrogate", Map.of("\ud83dx", 1));
  }

  @Test
  void refusesNothingAtAll() {
    assertThrows(IllegalArgumentException.class, () -> RunConfig.of(nothing()));
  }

  @SuppressWarnings("NullAway") // What a caller without null checks does.
  private static Map<String, ?> nothing() {
    return null;
  }

  @Test
  void holdsAThousandLevelsAndRefusesTenThousand() {
    String thousand = RunConfig.of(nested(1000)).canonicalJson();
    assertEquals(thousand, RunConfig.parseJson(thousand).canonicalJson());
    assertRefused("lies more than 1000 levels deep: make the configuration flatter", nested(1001));
    assertRefused("lies more than 1000 levels deep", nested(10_000));
    assertRefused("config.deep[0][0][0][0]...(990 more)...[0][0][0][0][0] lies", nested(10_000));
  }

  private static Map<String, Object> nested(int levels) {
    Object inner = List.of();
    for (int i = 2; i < levels; i++) {
      inner = List.of(inner);
    }
    return Map.of("deep", inner);
  }

  @Test
  void refusesWhatContainsItself() {
    Map<String, Object> map = new HashMap<>();
    map.put("list", List.of(1, map));
    assertRefused(" leads back to config:", map);
    List<Object> list = new ArrayList<>();
    list.add(list);
    list.add(list);
    assertRefused(
        " leads back to config.a.b: a configuration cannot contain itself",
        Map.of("a", Map.of("b", list)));
  }

  @Test
  void refusesWhatExpandsWithoutEnd() {
    List<Object> laughs = List.of("ha");
    for (int i = 0; i < 60; i++) {
      laughs = Arrays.asList(laughs, laughs, laughs, laughs);
    }
    assertRefused("config is too large", Map.of("laughs", laughs));
  }

  @Test
  void holdsFourMebibytesOfCanonicalTextAndNotOneByteMore() {
    int room = 4 * 1024 * 1024 - "{\"a\": \"\"}".length();
    RunConfig full = RunConfig.of(Map.of("a", "x".repeat(room)));
    assertEquals(4 * 1024 * 1024, full.canonicalJson().length());
    assertEquals(full, RunConfig.parseJson(full.canonicalJson()));
    assertRefused("more than 4194304 bytes (4 MiB)", Map.of("a", "x".repeat(room + 1)));
    assertRefused("4 MiB", Map.of("a", "\u00e9".repeat(room / 6 + 1)));
    assertThrows(IllegalArgumentException.class, () -> full.with("b", 1));
  }

  @Test
  void countsTheCanonicalLengthExactly() {
    RandomValues values = new RandomValues(7);
    for (int i = 0; i < 40; i++) {
      Map<String, @Nullable Object> given = values.config();
      given.put("pad", "");
      int room = CanonicalBudget.MAX_LENGTH - RunConfig.of(given).canonicalJson().length();
      given.put("pad", "x".repeat(room));
      assertEquals(CanonicalBudget.MAX_LENGTH, RunConfig.of(given).canonicalJson().length());
      given.put("pad", "x".repeat(room + 1));
      assertRefused("config is too large", given);
    }
  }

  @Test
  void holdsIntegersOfAHundredThousandDigits() {
    BigInteger most = BigInteger.TEN.pow(100_000).subtract(BigInteger.ONE);
    RunConfig config = RunConfig.of(Map.of("n", most.negate()));
    assertEquals(config, RunConfig.parseJson(config.canonicalJson()));
    assertRefused("config.n has more than 100000 digits", Map.of("n", BigInteger.TEN.pow(100_000)));
    assertRefused("config.n has more", Map.of("n", BigInteger.ONE.shiftLeft(1_000_000_000)));
  }

  @Test
  void worksAtFullDepthOnThreeQuartersOfTheUsualStack() throws Exception {
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    Thread thread =
        new Thread(
            null,
            () -> {
              RunConfig config = RunConfig.of(nested(1000));
              RunConfig.parseJson(config.canonicalJson()).mask();
            },
            "three quarters of the usual stack",
            768 * 1024);
    thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
    thread.start();
    thread.join();
    assertEquals(List.of(), failures);
  }

  @Test
  void showsNoSecretsAsText() {
    RunConfig config = RunConfig.of(Map.of("hf_token", "hunter2", "lr", 0.1));
    assertEquals("{\"hf_token\": \"***\", \"lr\": 0.1}", config.toString());
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> RunConfig.of(Map.of("password", new StringBuilder("hunter2"))));
    assertFalse(String.valueOf(refusal.getMessage()).contains("hunter2"));
  }

  private static void assertRefused(String part, Map<String, ?> values) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> RunConfig.of(values));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(part), message);
    assertTrue(message.startsWith("config"), message);
  }
}
