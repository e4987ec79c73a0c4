package io.runpaths.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static Map<String, @Nullable Object> set(String... texts) throws ConfigException {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    for (String text : texts) {
      Assignment.parse(text).applyTo(config);
    }
    return config;
  }

  @Test
  void readsValuesAsScalarsListsAndTexts() throws ConfigException {
    assertEquals(Map.of("a", 1L), set("a=1"));
    assertEquals(Map.of("a", 1.0), set("a=1.0"));
    assertEquals(Map.of("a", 100000.0), set("a=1e5"));
    assertEquals(Map.of("a", true), set("a=true"));
    assertEquals(Map.of("a", Double.NaN), set("a=NaN"));
    assertEquals(Map.of("a", ""), set("a="));
    assertEquals(Map.of("a", "x=y: # z"), set("a=x=y: # z"));
    assertEquals(Map.of("a", "1"), set("a=\"1\""));
    assertEquals(Map.of("a", List.of(0.9, 0.999)), set("a=[0.9, 0.999]"));
    assertEquals(Map.of("a", Map.of("b", 1L)), set("a={\"b\": 1}"));
    assertEquals(null, set("a=null").get("a"));
  }

  @Test
  void goesDownAtDots() throws ConfigException {
    assertEquals(Map.of("a", Map.of("b", 1L, "c", 2L)), set("a.b=1", "a.c=2"));
    assertEquals(Map.of("a.b", 1L), set("a\\.b=1"));
    assertThrows(ConfigException.class, () -> set("a=1", "a.b=2"));
  }

  @Test
  void refusesWhatIsNoAssignment() {
    for (String text : List.of("a", "=1", ".a=1", "a..b=1", "a.=1", "a=[1", "a={x")) {
      assertThrows(ConfigException.class, () -> Assignment.parse(text), text);
    }
  }
}
