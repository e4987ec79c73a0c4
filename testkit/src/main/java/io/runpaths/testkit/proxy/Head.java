package io.runpaths.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The start line and headers of a message, as they came and as they are meant. Immutable. */
final class Head {
  private static final int MOST_BYTES = 1 << 16;
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie", "x-amz-security-token");

  private final byte[] bytes;
  private final List<String> lines;

  private Head(byte[] bytes) {
    this.bytes = bytes;
    this.lines = List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\r?\n"));
  }

  /** Reads a head; null where the sender has closed and sends no other. */
  static @Nullable Head read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int line = 0;
    while (true) {
      int b = in.read();
      if (b < 0) {
        if (bytes.size() == 0) {
          return null;
        }
        throw new EOFException("the sender closed in the middle of its headers");
      }
      bytes.write(b);
      if (b == '\n') {
        if (line == 0) {
          return new Head(bytes.toByteArray());
        }
        line = 0;
      } else if (b != '\r') {
        line++;
      }
      if (bytes.size() > MOST_BYTES) {
        throw new ProtocolException("headers of more than " + MOST_BYTES + " bytes");
      }
    }
  }

  /** All bytes, the empty line among them. */
  byte[] bytes() {
    return bytes;
  }

  WireRequest request() throws ProtocolException {
    String[] start = lines.get(0).split(" ", -1);
    if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
      throw new ProtocolException("no request of HTTP/1: " + lines.get(0));
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String name = name(line);
      if (!name.isEmpty()) {
        headers
            .computeIfAbsent(name, n -> new ArrayList<>())
            .add(CREDENTIALS.contains(name) ? WireRequest.HIDDEN : value(line));
      }
    }
    return new WireRequest(start[0], start[1], headers);
  }

  int status() throws ProtocolException {
    String start = lines.get(0);
    if (!start.matches("HTTP/1\\.[01] [1-5][0-9]{2}( .*)?")) {
      throw new ProtocolException("no answer of HTTP/1: " + start);
    }
    return Integer.parseInt(start.substring(9, 12));
  }

  Optional<String> header(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return lines.stream()
        .skip(1)
        .filter(line -> name(line).equals(wanted))
        .map(Head::value)
        .findFirst();
  }

  boolean has(String name, String value) {
    return header(name).filter(value::equalsIgnoreCase).isPresent();
  }

  /** Whether the sender means to go on with its connection. */
  boolean keepsAlive() {
    return !has("Connection", "close") && lines.get(0).contains("HTTP/1.1");
  }

  /** The same for a body of a known length. */
  Head withLength(long length) {
    StringBuilder text = new StringBuilder(lines.get(0)).append("\r\n");
    for (String line : lines.subList(1, lines.size())) {
      String name = name(line);
      if (!name.isEmpty() && !name.equals("content-length") && !name.equals("transfer-encoding")) {
        text.append(line).append("\r\n");
      }
    }
    text.append("Content-Length: ").append(length).append("\r\n\r\n");
    return new Head(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String name(String line) {
    int colon = line.indexOf(':');
    return colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }
}
