package io.runpaths.spi;

import java.nio.charset.StandardCharsets;

/** The one place that knows which names are safe as a part of a key, on every store. */
final class Names {
  /** Root and key together, in UTF-8 bytes: the limit of S3 and GCS. */
  static final int MAX_KEY_BYTES = 1024;

  private Names() {}

  /**
   * Checks a relative path of one or more segments.
   *
   * @param what how the caller names the thing in messages, such as {@code "object key"}
   */
  static void checkPath(String what, String path) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException(
          "The " + what + " is empty; name something below the root.");
    }
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      checkSegment(what, path, start, slash);
      start = slash + 1;
    }
    checkSegment(what, path, start, path.length());
    if (path.length() > MAX_KEY_BYTES / 3 && utf8Length(path) > MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " "
              + shown(path)
              + " is "
              + utf8Length(path)
              + " bytes long in UTF-8; at most "
              + MAX_KEY_BYTES
              + " are allowed, so shorten it.");
    }
  }

  private static void checkSegment(String what, String path, int start, int end) {
    if (start == end) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " "
              + shown(path)
              + " has an empty segment; write it without leading, trailing or double slashes.");
    }
    int length = end - start;
    if (path.charAt(start) == '.'
        && (length == 1 || (length == 2 && path.charAt(start + 1) == '.'))) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " "
              + shown(path)
              + " has a segment "
              + path.substring(start, end)
              + "; name the place itself, without . and ..");
    }
    for (int i = start; i < end; i++) {
      char c = path.charAt(i);
      if (c >= ' ' && c <= '~') {
        continue;
      }
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException(
            "The "
                + what
                + " "
                + shown(path)
                + " has the control character "
                + String.format("U+%04X", (int) c)
                + "; use printable characters.");
      }
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < end
            && Character.isLowSurrogate(path.charAt(i + 1))) {
          i++;
        } else {
          throw new IllegalArgumentException(
              "The "
                  + what
                  + " "
                  + shown(path)
                  + " has the lone surrogate "
                  + String.format("U+%04X", (int) c)
                  + ", which has no UTF-8 form; use whole characters.");
        }
      }
    }
  }

  static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The name in quotes, unprintable characters escaped and the middle cut out of a long one. */
  static String shown(String name) {
    StringBuilder out = new StringBuilder("'");
    int length = name.length();
    for (int i = 0; i < length; i++) {
      if (length > 200 && i == 90) {
        out.append("…");
        i = length - 91;
        continue;
      }
      char c = name.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < length
              && Character.isLowSurrogate(name.charAt(i + 1));
      if (pair) {
        out.append(c).append(name.charAt(++i));
      } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('\'').toString();
  }
}
