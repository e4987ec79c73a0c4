package io.runpaths.gcs.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bodies of several parts (RFC 2046), read byte by byte: a part may hold any bytes. */
final class Multipart {
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
  private static final byte[] LINE = {'\r', '\n'};

  private Multipart() {}

  /** One part. */
  static final class Part {
    private final Map<String, String> headers;
    private final byte[] body;

    private Part(Map<String, String> headers, byte[] body) {
      this.headers = headers;
      this.body = body;
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    Map<String, String> headers() {
      return headers;
    }

    byte[] body() {
      return body;
    }
  }

  static List<Part> parse(String contentType, byte[] body) {
    Matcher found = BOUNDARY.matcher(contentType);
    if (!found.find()) {
      throw ApiError.invalid("No boundary in Content-Type: " + contentType);
    }
    String boundary = found.group(1) != null ? found.group(1) : found.group(2);
    byte[] first = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    byte[] next = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    List<Part> parts = new ArrayList<>();
    int delimiter = indexOf(body, first, 0);
    int after = delimiter + first.length;
    while (delimiter >= 0 && !startsWith(body, after, "--".getBytes(StandardCharsets.ISO_8859_1))) {
      int line = indexOf(body, LINE, after);
      if (line < 0) {
        throw ApiError.invalid("The multipart body has no end");
      }
      int start = line + LINE.length;
      // The line break before a delimiter is the delimiter's.
      delimiter = indexOf(body, next, start - LINE.length);
      if (delimiter < 0) {
        throw ApiError.invalid("The multipart body has no end");
      }
      parts.add(part(Arrays.copyOfRange(body, start, Math.max(start, delimiter))));
      after = delimiter + next.length;
    }
    return parts;
  }

  /** Header lines, an empty line, and the rest. */
  static Part part(byte[] bytes) {
    TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int at = 0;
    while (at < bytes.length) {
      int end = indexOf(bytes, LINE, at);
      if (end < 0) {
        throw ApiError.invalid("A part of the multipart body has no empty line after its headers");
      }
      String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
      at = end + LINE.length;
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return new Part(headers, Arrays.copyOfRange(bytes, at, bytes.length));
  }

  static int indexOf(byte[] bytes, byte[] sought, int from) {
    for (int i = Math.max(0, from); i <= bytes.length - sought.length; i++) {
      if (bytes[i] == sought[0] && startsWith(bytes, i, sought)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] sought) {
    return at + sought.length <= bytes.length
        && Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length);
  }
}
