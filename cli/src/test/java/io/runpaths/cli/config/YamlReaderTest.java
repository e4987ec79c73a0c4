package io.runpaths.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
  private static @Nullable Object value(String text) throws ConfigException {
    return read("x: " + text).get("x");
  }

  private static Map<?, ?> read(String text) throws ConfigException {
    if (YamlReader.read(text) instanceof Map<?, ?> map) {
      return map;
    }
    throw new AssertionError(text);
  }

  private static String refusal(String text) {
    return String.valueOf(
        assertThrows(ConfigException.class, () -> YamlReader.read(text)).getMessage());
  }

  @Test
  void resolvesScalarsByTheCoreSchema() throws ConfigException {
    assertEquals(1L, value("1"));
    assertEquals(-7L, value("-7"));
    assertEquals(12L, value("+12"));
    assertEquals(31L, value("0x1F"));
    assertEquals(12L, value("0o14"));
    assertEquals(14L, value("014"));
    assertEquals(
        new BigInteger("123456789012345678901234567890"), value("123456789012345678901234567890"));
    assertEquals(Long.MIN_VALUE, value("-9223372036854775808"));
    assertEquals(0.001, value("1e-3"));
    assertEquals(1.0, value("1."));
    assertEquals(0.5, value(".5"));
    assertEquals(-0.0, value("-0.0"));
    assertEquals(Double.POSITIVE_INFINITY, value(".inf"));
    assertEquals(Double.NEGATIVE_INFINITY, value("-.INF"));
    assertEquals(Double.NaN, value(".nan"));
    assertEquals(true, value("True"));
    assertEquals(false, value("false"));
    assertEquals(null, value("~"));
    assertEquals(null, value(""));
    for (String text : List.of("yes", "off", "NaN", "1_000", "12:30", "2026-02-08", "0b1", "1e")) {
      assertEquals(text, value(text), text);
    }
    assertEquals("1", value("\"1\""));
    assertEquals("true", value("'true'"));
  }

  @Test
  void honoursTheTagsOfTheCoreSchemaAndRefusesOthers() throws ConfigException {
    assertEquals("1", value("!!str 1"));
    assertEquals(1.0, value("!!float 1"));
    assertEquals(3L, value("!!int \"3\""));
    assertTrue(refusal("x: !!int abc").contains("!!int"));
    assertTrue(refusal("x: !!binary aGk=").contains("!!binary"));
    assertTrue(refusal("x: !mine {}").contains("!mine"));
    assertTrue(refusal("x: !!set {a}").contains("!!set"));
  }

  @Test
  void resolvesAnchorsAliasesAndMerges() throws ConfigException {
    Map<?, ?> tree =
        read(
            """
            base: &b {lr: 0.1, n: 1}
            other: &o {n: 2, m: 3}
            run:
              <<: [*b, *o]
              lr: 0.5
            again: *b
            """);
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("lr", 0.5);
    run.put("n", 1L);
    run.put("m", 3L);
    assertEquals(run, tree.get("run"));
    assertEquals(Map.of("lr", 0.1, "n", 1L), tree.get("again"));
    assertTrue(refusal("<<: 1").contains("no map"));
    assertTrue(refusal("a: *nothing").contains("nothing"));
  }

  @Test
  void refusesDuplicateAndNonTextKeysNamingTheirPlace() {
    assertEquals("it has the key 'a' twice (line 2, column 1)", refusal("a: 1\na: 2\n"));
    assertTrue(refusal("1: 2").contains("put it in quotes"));
    assertTrue(refusal("? [a]\n: 1").contains("no text"));
    assertTrue(refusal("null: 1").contains("no text"));
  }

  @Test
  void refusesBombsOfAliases() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }
    assertTrue(refusal(bomb.toString()).contains("1000000"));
    assertTrue(refusal("a: &a [*a]").contains("alias"));
  }

  @Test
  void refusesWhatNestsTooDeep() {
    assertTrue(refusal("[".repeat(600) + "]".repeat(600)).contains("500"));
    StringBuilder stairs = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 600; i++) {
      stairs.append("a%d: &a%d [*a%d]%n".formatted(i, i, i - 1));
    }
    assertTrue(refusal(stairs.toString()).contains("500"));
  }

  @Test
  void refusesSeveralDocumentsNoneAndNonsense() {
    assertTrue(refusal("a: 1\n---\nb: 2\n").contains("more than one document"));
    assertTrue(refusal("").contains("empty"));
    assertTrue(refusal("a: [1").contains("line"));
    assertTrue(refusal("a: \u0007").contains("no YAML"));
  }

  @Test
  void readsListsInOrder() throws ConfigException {
    assertEquals(Arrays.asList(1L, null, "b", List.of()), value("[1, null, b, []]"));
  }
}
