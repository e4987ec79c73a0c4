package io.runpaths.spi.remote;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Times as headers of HTTP spell them (<a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7">RFC 9110, section 5.6.7</a>). The two
 * read last are remembered: answers of one second bear the same date, beside another time perhaps,
 * and reading one costs more than the rest of a small answer's headers. Safe for use by several
 * threads.
 */
public final class HttpTime {
  private static final Known NONE = new Known("", Instant.EPOCH);

  private static volatile Two memory = new Two(NONE, NONE);

  private HttpTime() {}

  /** A time and its spelling. */
  private record Known(String text, Instant time) {}

  /** Two of them, the one used last in front. */
  private record Two(Known front, Known back) {}

  /**
   * The time that a header tells.
   *
   * @param text the header, such as {@code Sun, 06 Nov 1994 08:49:37 GMT}
   * @return the time; absent if it is none
   */
  public static Optional<Instant> parse(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Two known = memory;
    if (known.front().text().equals(text)) {
      return Optional.of(known.front().time());
    }
    if (known.back().text().equals(text)) {
      memory = new Two(/* front= */ known.back(), /* back= */ known.front());
      return Optional.of(known.back().time());
    }
    try {
      Instant time = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      memory = new Two(new Known(text, time), known.front());
      return Optional.of(time);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
