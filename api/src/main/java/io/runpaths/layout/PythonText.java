package io.runpaths.layout;

/**
 * Lower case as Python's {@code str.lower()} has it: the full mapping of the Unicode standard,
 * section 3.13, without regard to any language.
 *
 * <p>{@code String.toLowerCase} differs in one point, the capital sigma at the end of a word, for
 * which it looks at word breaks and not at the standard's {@code Final_Sigma} condition alone; and
 * its Unicode version is that of the runtime. The letters with a lower case that Unicode 14 added
 * are therefore listed here, so that an id is the same on Java 17 and on later ones.
 */
final class PythonText {

  private static final char CAPITAL_SIGMA = '\u03a3';
  private static final char SMALL_SIGMA = '\u03c3';
  private static final char FINAL_SIGMA = '\u03c2';
  private static final char CAPITAL_I_WITH_DOT = '\u0130';

  private PythonText() {}

  /** The text in lower case. */
  static String lower(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > '~' || (c >= 'A' && c <= 'Z')) {
        return lowerFrom(text);
      }
    }
    return text;
  }

  private static String lowerFrom(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      if (c == CAPITAL_SIGMA) {
        out.append(endsWord(text, i) ? FINAL_SIGMA : SMALL_SIGMA);
      } else if (c == CAPITAL_I_WITH_DOT) {
        // The only letter whose lower case is two characters, whatever stands around it.
        out.append("i\u0307");
      } else {
        out.appendCodePoint(lower(c));
      }
    }
    return out.toString();
  }

  private static int lower(int c) {
    int lower = Character.toLowerCase(c);
    return lower == c ? lowerOfUnicode14(c) : lower;
  }

  private static int lowerOfUnicode14(int c) {
    if (c >= 0x10570 && c <= 0x10595 && c != 0x1057b && c != 0x1058b && c != 0x10593) {
      return c + 0x27;
    }
    return switch (c) {
      case 0x2c2f -> 0x2c5f;
      case 0xa7c0, 0xa7d0, 0xa7d6, 0xa7d8 -> c + 1;
      default -> c;
    };
  }

  /** The condition Final_Sigma: a cased letter before, and none after, whatever is ignorable. */
  private static boolean endsWord(String text, int sigma) {
    int before = sigma;
    int c = 0;
    do {
      if (before == 0) {
        return false;
      }
      c = text.codePointBefore(before);
      before -= Character.charCount(c);
    } while (isCaseIgnorable(c));
    if (!isCased(c)) {
      return false;
    }
    int after = sigma + 1;
    do {
      if (after == text.length()) {
        return true;
      }
      c = text.codePointAt(after);
      after += Character.charCount(c);
    } while (isCaseIgnorable(c));
    return !isCased(c);
  }

  private static boolean isCased(int c) {
    return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
  }

  /** The property Case_Ignorable: some general categories, and a few marks inside words. */
  private static boolean isCaseIgnorable(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default ->
          switch (c) {
            case '\'', '.', ':', 0xb7, 0x387, 0x55f, 0x5f4, 0x2018, 0x2019, 0x2024, 0x2027 -> true;
            case 0xfe13, 0xfe52, 0xfe55, 0xff07, 0xff0e, 0xff1a -> true;
            default -> false;
          };
    };
  }
}
