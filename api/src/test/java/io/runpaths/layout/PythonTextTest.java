package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PythonTextTest {

  @ParameterizedTest
  @CsvSource({
    "OrganCMNIST, organcmnist",
    "\u0130stanbul, i\u0307stanbul",
    "I, i",
    "STRASSE\u1e9e, strasse\u00df",
    "\u039f\u0394\u039f\u03a3, \u03bf\u03b4\u03bf\u03c2",
    "\u03a3, \u03c3",
    "A\u03a3B, a\u03c3b",
    "A\u03a3:B, a\u03c3:b",
    "A\u03a3-B, a\u03c2-b",
    "A.\u03a3, a.\u03c2",
    "\ud801\udc00, \ud801\udc28",
    "\u2c2f\ud801\udd70, \u2c5f\ud801\udd97"
  })
  void lowersAsPythonDoes(String text, String lower) {
    assertEquals(lower, PythonText.lower(text));
  }

  @Test
  void doesNotAskTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertEquals("mini", PythonText.lower("MINI"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void lowersEveryCharacterAsCPython(@TempDir Path folder) throws Exception {
    List<String> texts = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (isOldEnough(c)) {
        texts.add(Character.toString(c));
      }
    }
    assertSameAsCPython(texts, folder);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void lowersSigmasInAnyCompanyAsCPython(long seed, @TempDir Path folder) throws Exception {
    RandomValues values = new RandomValues(seed);
    int[] company = {
      0x3a3, 0x3a3, 0x3a3, 'A', 'b', '1', ' ', '-', '_', '.', ':', '\'', '^', '`', 0xad, 0xb7,
      0x130, 0x301, 0x345, 0x1c5, 0x2b0, 0x37a, 0x5f4, 0x2019, 0x2024, 0x2027, 0x200d, 0x20dd,
      0x24b6, 0x4e2d, 0xfe13, 0xff0e, 0x10400, 0x1d7ce, 0x1f3fb, 0xe0020
    };
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + values.below(6); n > 0; n--) {
        int any = values.below(Character.MAX_CODE_POINT + 1);
        text.appendCodePoint(
            values.below(8) == 0 && isOldEnough(any) ? any : company[values.below(company.length)]);
      }
      texts.add(text.toString());
    }
    assertSameAsCPython(texts, folder);
  }

  /**
   * Leaves out what Unicode assigned after version 13, of which the runtimes on both sides may know
   * more or less.
   */
  private static boolean isOldEnough(int c) {
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean newer =
        (c >= 0x10d40 && c <= 0x10d8f)
            || (c >= 0xa7cb && c <= 0xa7cf)
            || (c >= 0xa7da && c <= 0xa7dc)
            || (c >= 0x16ea0 && c <= 0x16edf)
            || c == 0x1c89
            || !Character.isDefined(c);
    return !surrogate && !newer;
  }

  private static void assertSameAsCPython(List<String> texts, Path folder) throws Exception {
    List<String> cases = new ArrayList<>();
    for (String text : texts) {
      cases.add(CanonicalJson.write(text));
    }
    List<String> answers = PythonReference.answers("lower", cases, folder);
    for (int i = 0; i < cases.size(); i++) {
      assertEquals(
          answers.get(i), CanonicalJson.write(PythonText.lower(texts.get(i))), cases.get(i));
    }
  }
}
