package io.runpaths.layout;

import java.math.BigInteger;

/**
 * Counts the canonical characters of a configuration while it is being read, so that an input which
 * expands without end is refused long before it fills the memory.
 *
 * <p>Used by one thread, for one configuration.
 */
final class CanonicalBudget {

  /** The most characters, which are as many bytes, that a canonical configuration may have. */
  static final int MAX_LENGTH = 4 * 1024 * 1024;

  /** The most digits that an integer may have. */
  static final int MAX_INTEGER_DIGITS = 100_000;

  /** Below 10^100000, and cheap to compare with. */
  private static final int SURELY_SHORT_BITS = 332_192;

  private static final int SEPARATOR = 2;

  private long used;

  /** Whether what was counted is more than a configuration may have. */
  boolean isExceeded() {
    return used > MAX_LENGTH;
  }

  void addBrackets() {
    used += 2;
  }

  void addKey(String key) {
    used += CanonicalJson.lengthOf(key) + SEPARATOR;
  }

  /** Counts the separator in front of a member or an element unless it is the first. */
  void addSeparator(boolean first) {
    used += first ? 0 : SEPARATOR;
  }

  void addString(String text) {
    used += CanonicalJson.lengthOf(text);
  }

  /** Counts {@code true}, {@code false} or {@code null}. */
  void addWord(boolean isFalse) {
    used += isFalse ? 5 : 4;
  }

  void addLong(long number) {
    // Long.MIN_VALUE stays negative and has nineteen digits, as many as Long.MAX_VALUE.
    long rest = Math.abs(number);
    int digits = 1;
    if (rest < 0) {
      digits = 19;
    }
    while (rest >= 10) {
      rest /= 10;
      digits++;
    }
    used += digits + (number < 0 ? 1 : 0);
  }

  void addInteger(BigInteger number) {
    used += number.toString().length();
  }

  /** Counts an integer that is known by its text, sign included. */
  void addDigits(int length) {
    used += length;
  }

  void addDouble(double number) {
    used += PythonFloat.repr(number).length();
  }

  /** Whether an integer has no more digits than a configuration admits. */
  static boolean admits(BigInteger number) {
    return number.bitLength() <= SURELY_SHORT_BITS
        || (number.bitLength() <= SURELY_SHORT_BITS + 1
            && number.abs().toString().length() <= MAX_INTEGER_DIGITS);
  }

  /** What is wrong with a configuration that has outgrown its budget, and what to do. */
  static String complaint() {
    return "is too large: its canonical form has more than "
        + MAX_LENGTH
        + " bytes (4 MiB); keep large tables in a file of the run and name that file here";
  }
}
