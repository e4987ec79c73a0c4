package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StagedIdTest {

  private static final LocalDate DAY = LocalDate.of(2026, 9, 6);

  @ParameterizedTest
  @CsvSource({
    "0, 2026-09-06_41pjs",
    "1, 2026-09-06_e41jr",
    "42, 2026-09-06_xaji0",
    "-3, 2026-09-06_itnvw",
    "3, 2026-09-06_itnvw",
    "2147483648, 2026-09-06_ms6fe",
    "4294967296, 2026-09-06_epaw3",
    "9223372036854775807, 2026-09-06_lw2qr",
    "-9223372036854775808, 2026-09-06_t7i4d"
  })
  void givesTheIdOfTheSeed(long seed, String id) {
    assertEquals(id, StagedId.generate(seed, DAY));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void agreesWithCPythonForEverySeed(long seed, @TempDir Path folder) throws Exception {
    Random random = new Random(seed);
    List<String> cases = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      long each = random.nextLong() >> random.nextInt(64);
      cases.add("{\"date\": \"2026-09-06\", \"seed\": " + each + "}");
      ids.add('"' + StagedId.generate(each, DAY) + '"');
    }
    assertEquals(PythonReference.answers("staged", cases, folder), ids);
  }

  @Test
  void generatesFreshIdsWithoutASeed() {
    Set<String> ids = new HashSet<>();
    Set<Character> characters = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      String id = StagedId.generate(DAY);
      assertTrue(id.startsWith("2026-09-06_") && StagedId.looksLike(id), id);
      ids.add(id);
      id.substring(11).chars().forEach(c -> characters.add((char) c));
    }
    // Of 60 million ids, 2,000 hold a pair with a chance of 3 %, and three such pairs never.
    assertTrue(ids.size() > 1997, "different ids: " + ids.size());
    assertEquals(36, characters.size());
  }

  @Test
  void writesAnyYearOfFourDigits() {
    assertTrue(StagedId.generate(0, LocalDate.of(1, 2, 3)).startsWith("0001-02-03_"));
    assertTrue(StagedId.generate(0, LocalDate.of(9999, 12, 31)).startsWith("9999-12-31_"));
    for (LocalDate date : List.of(LocalDate.of(0, 1, 1), LocalDate.of(10_000, 1, 1))) {
      assertThrows(IllegalArgumentException.class, () -> StagedId.generate(0, date));
      assertThrows(IllegalArgumentException.class, () -> StagedId.generate(date));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-09-06",
        "2026-09-06_41pj",
        "2026-09-06_41pjsx",
        "2026-09-06-41pjs",
        "2026_09_06_41pjs",
        "2026-09-06_41pjS",
        "2026-09-06_41p/s",
        "2026-09-06_41p s",
        "2o26-09-06_41pjs",
        "\u0662026-09-06_41pj",
        "20260906_mnist_a"
      })
  void knowsWhatIsNoStagedId(String name) {
    assertFalse(StagedId.looksLike(name));
  }
}
