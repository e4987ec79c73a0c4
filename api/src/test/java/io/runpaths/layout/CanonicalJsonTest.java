package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalJsonTest {

  @Test
  void sortsKeysByCodePointAndNotByUtf16Unit() {
    assertEquals(
        "{\"\": 1, \"\\ue000\": 2, \"\\uffff\": 3, \"\\ud800\\udc00\": 4, \"\\ud83d\\ude00\": 5}",
        CanonicalJson.write(
            Map.of("\ud83d\ude00", 5L, "\ud800\udc00", 4L, "\uffff", 3L, "\ue000", 2L, "", 1L)));
  }

  @Test
  void escapesAllButPrintableAscii() {
    assertEquals(
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f ~\\u007f\\u0080\\u2028\\ud83d\\ude00\"",
        CanonicalJson.write("\"\\/\b\f\n\r\t\u0000\u001f ~\u007f\u0080\u2028\ud83d\ude00"));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void agreesWithItsDefinition(long seed) {
    RandomValues values = new RandomValues(seed);
    for (int i = 0; i < 5_000; i++) {
      RunConfig config = RunConfig.of(values.config());
      assertEquals(SlowCanonicalJson.write(config.asMap()), config.canonicalJson());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void isReadBackAsTheSameText(long seed) {
    RandomValues values = new RandomValues(seed);
    for (int i = 0; i < 5_000; i++) {
      RunConfig config = RunConfig.of(values.config());
      RunConfig again = RunConfig.parseJson(config.canonicalJson());
      assertEquals(config.canonicalJson(), again.canonicalJson());
      assertEquals(config, again);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void agreesWithCPython(long seed, @TempDir Path folder) throws Exception {
    RandomValues values = new RandomValues(seed);
    RandomJson json = new RandomJson(seed);
    List<String> cases = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      Map<String, @Nullable Object> config = values.config();
      ours.add(RunConfig.of(config).canonicalJson());
      cases.add(json.write(config));
    }
    List<String> answers = PythonReference.answers("canonical", cases, folder);
    for (int i = 0; i < cases.size(); i++) {
      assertEquals(answers.get(i), ours.get(i));
      assertEquals(answers.get(i), RunConfig.parseJson(cases.get(i)).canonicalJson());
    }
  }
}
