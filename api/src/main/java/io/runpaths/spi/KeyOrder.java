package io.runpaths.spi;

import java.util.Comparator;

/**
 * The order of keys in every listing: that of their UTF-8 bytes, unsigned, as S3 and GCS list them.
 *
 * <p>It equals the order of code points. {@link String#compareTo} differs where a character beyond
 * U+FFFF meets one of U+E000 to U+FFFF, since it compares UTF-16 units.
 */
public final class KeyOrder {
  /** The order as a comparator of strings. */
  public static final Comparator<String> COMPARATOR = KeyOrder::compare;

  private KeyOrder() {}

  /**
   * Compares two strings by the bytes of their UTF-8 form.
   *
   * @param a one string
   * @param b the other
   * @return negative, zero or positive
   */
  public static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Surrogates stand for code points above every other unit: lift them over U+E000…U+FFFF.
        if (x >= 0xD800 && y >= 0xD800) {
          x = lifted(x);
          y = lifted(y);
        }
        return x - y;
      }
    }
    return a.length() - b.length();
  }

  private static char lifted(char unit) {
    return (char) (unit >= 0xE000 ? unit - 0x800 : unit + 0x2000);
  }
}
