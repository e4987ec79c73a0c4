package io.runpaths.layout;

import java.security.SecureRandom;
import java.time.LocalDate;

/**
 * Run ids of the staged layout: a date and five characters of {@code [a-z0-9]}, such as {@code
 * 2026-09-06_41pjs}.
 *
 * <p>With a seed an id is that of the Python original, {@code random.Random(seed).choices(...)} of
 * CPython; without one it comes from the system's secure randomness. There are about 60 million ids
 * a day: whoever needs one to be unique must claim it.
 *
 * <p>All methods are safe for use by many threads.
 */
public final class StagedId {

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int RANDOM_CHARACTERS = 5;
  private static final int DATE_CHARACTERS = 10;

  private StagedId() {}

  /**
   * The id of a date and a seed; the same for the same arguments, for ever.
   *
   * @param seed any integer; as in Python, a seed and its negative give the same id
   * @param date the date in front, in the years 1 to 9999
   * @throws IllegalArgumentException if the year cannot be written with four digits
   */
  public static String generate(long seed, LocalDate date) {
    MersenneTwister random = new MersenneTwister(seed);
    StringBuilder id = dated(date);
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      id.append(ALPHABET.charAt((int) (random.nextDouble() * ALPHABET.length())));
    }
    return id.toString();
  }

  /**
   * A fresh id of a date, which nobody can foresee.
   *
   * @param date the date in front, in the years 1 to 9999
   * @throws IllegalArgumentException if the year cannot be written with four digits
   */
  public static String generate(LocalDate date) {
    StringBuilder id = dated(date);
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      id.append(ALPHABET.charAt(SystemRandomness.SOURCE.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }

  /**
   * Whether a name has the form of these ids. A cheap test of form only: the date need not exist,
   * and a run may bear any other name that its user chose.
   */
  public static boolean looksLike(String name) {
    if (name.length() != DATE_CHARACTERS + 1 + RANDOM_CHARACTERS) {
      return false;
    }
    for (int i = 0; i < DATE_CHARACTERS; i++) {
      char c = name.charAt(i);
      if ((i == 4 || i == 7) ? c != '-' : (c < '0' || c > '9')) {
        return false;
      }
    }
    if (name.charAt(DATE_CHARACTERS) != '_') {
      return false;
    }
    for (int i = DATE_CHARACTERS + 1; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  private static StringBuilder dated(LocalDate date) {
    StringBuilder id = new StringBuilder(DATE_CHARACTERS + 1 + RANDOM_CHARACTERS);
    Dates.append(id, date, "-");
    return id.append('_');
  }

  /** Opened at first use: seeded ids need no entropy. */
  private static final class SystemRandomness {
    static final SecureRandom SOURCE = new SecureRandom();
  }
}
