package io.runpaths.layout;

import java.time.LocalDate;

/** Dates as ids begin with them: four digits of the year, two of the month, two of the day. */
final class Dates {

  private Dates() {}

  /**
   * Appends year, month and day.
   *
   * @throws IllegalArgumentException if the year is not one of 1 to 9999
   */
  static void append(StringBuilder out, LocalDate date, String separator) {
    int year = date.getYear();
    if (year < 1 || year > 9999) {
      throw new IllegalArgumentException(
          "date " + date + " cannot begin an id: give a year from 1 to 9999");
    }
    appendDigits(out, year, 1000);
    appendDigits(out.append(separator), date.getMonthValue(), 10);
    appendDigits(out.append(separator), date.getDayOfMonth(), 10);
  }

  private static void appendDigits(StringBuilder out, int number, int highestPlace) {
    for (int place = highestPlace; place > 0; place /= 10) {
      out.append((char) ('0' + number / place % 10));
    }
  }
}
