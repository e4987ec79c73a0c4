package io.runpaths.gcs.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;

/**
 * One line of a listing, and the place in it from which the next page goes on.
 *
 * @param name the object's name, or the prefix
 * @param prefix whether it stands for all names that begin with it
 * @param generation which version; 0 for a prefix
 */
record Entry(String name, boolean prefix, long generation) {
  static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::name, Utf8Order.INSTANCE)
          .thenComparing(Entry::prefix, Comparator.reverseOrder())
          .thenComparing(Entry::generation);

  String token() {
    String text = (prefix ? "p" : "o") + generation + ":" + name;
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static Entry ofToken(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return new Entry(
          text.substring(colon + 1),
          text.charAt(0) == 'p',
          Long.parseLong(text.substring(1, colon)));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw ApiError.invalid("Invalid page token: " + token);
    }
  }
}
