package io.runpaths.local;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Names as text and as the bytes that lie on disk, which are UTF-8 whatever the locale says.
 *
 * <p>Java turns the text of a path into bytes by the locale ({@code sun.jnu.encoding}); under
 * {@code LC_ALL=C} it refuses every name that is not ASCII. Only {@code file:} URIs carry bytes as
 * they are, both ways, so names that the locale cannot express go through one.
 */
final class FileNames {
  /** What begins the name of every temporary file, and of nothing else. */
  static final String TEMPORARY = ".runpaths-tmp-";

  /**
   * What ends a name that {@link #text} could not decode. No file name holds a NUL, so nothing else
   * ends so; as the least of all characters it keeps the name in its place in any order.
   */
  static final char UNDECODED = '\0';

  private static final Path TOP = Path.of("/");

  private static final boolean UTF8 =
      "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));

  private FileNames() {}

  /** The path with these bytes in UTF-8; the text begins with a slash. */
  static Path absolute(String text) {
    return direct(text) ? Path.of(text) : Path.of(URI.create("file://" + encoded(text)));
  }

  /** The path of one or more segments below a folder. */
  static Path resolve(Path folder, String below) {
    return direct(below) ? folder.resolve(below) : folder.resolve(relative(below));
  }

  /** The folder of a path; the top is its own. */
  static Path folderOf(Path path) {
    return Objects.requireNonNullElse(path.getParent(), path);
  }

  /** A relative path with these bytes in UTF-8. */
  static Path relative(String text) {
    return direct(text)
        ? Path.of(text)
        : TOP.relativize(Path.of(URI.create("file:///" + encoded(text))));
  }

  /**
   * The text of a path of one or more segments; where it is not UTF-8 its odd bytes are shown as
   * {@code \xff} and it ends in {@link #UNDECODED}.
   */
  static String text(Path path) {
    String text = path.toString();
    return isPlain(text) ? text : decoded(path);
  }

  /** The same of the last segment alone. */
  static String lastText(Path path) {
    String text = path.toString();
    String last = text.substring(text.lastIndexOf('/') + 1);
    return isPlain(last) ? last : decoded(Objects.requireNonNullElse(path.getFileName(), path));
  }

  private static String decoded(Path path) {
    byte[] bytes = bytes(path);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return shown(bytes) + UNDECODED;
    }
  }

  /** Whether the path may go through a text and back. */
  static boolean isDirect(Path path) {
    return UTF8 && path.toString().indexOf('\uFFFD') < 0;
  }

  private static boolean direct(String text) {
    return UTF8 || isAscii(text);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Whether decoding by the locale cannot have changed anything. */
  private static boolean isPlain(String text) {
    return UTF8 ? text.indexOf('\uFFFD') < 0 : isAscii(text);
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder(text.length() * 3);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '/';
      if (plain) {
        out.append((char) b);
      } else {
        out.append('%').append(hex(b >> 4)).append(hex(b));
      }
    }
    return out.toString();
  }

  private static byte[] bytes(Path path) {
    String raw = TOP.resolve(path).toUri().getRawPath();
    int start = path.isAbsolute() ? 0 : 1;
    // A URI of a folder ends in a slash; the path itself never does.
    int end = raw.length() > 1 && raw.endsWith("/") ? raw.length() - 1 : raw.length();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = start; i < end; i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }

  private static String shown(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length + 12);
    for (byte b : bytes) {
      if (b >= ' ' && b < 0x7f) {
        out.append((char) b);
      } else {
        out.append("\\x").append(hex(b >> 4)).append(hex(b));
      }
    }
    return out.toString();
  }

  private static char hex(int digit) {
    return Character.forDigit(digit & 0xf, 16);
  }
}
