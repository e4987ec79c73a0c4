package io.runpaths.vfs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Paths as they go to the server and come from it. The SSH library is told that names are in ISO
 * 8859-1, so that it moves their bytes as they are; here they are turned into UTF-8 and back, and a
 * name that is not UTF-8 is noticed.
 */
final class WireNames {
  static final Charset CHARSET = StandardCharsets.ISO_8859_1;

  private WireNames() {}

  /** A path as one character a byte. */
  static String bytes(String path) {
    return new String(path.getBytes(StandardCharsets.UTF_8), CHARSET);
  }

  /**
   * The same with a backslash before what the library takes for a pattern: its {@code rm} of {@code
   * a*} would remove all that begins with a.
   */
  static String quoted(String path) {
    String bytes = bytes(path);
    StringBuilder out = new StringBuilder(bytes.length() + 8);
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (c == '\\' || c == '*' || c == '?') {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  /**
   * The text of a name; where it is not UTF-8 its odd bytes are shown as {@code \xff} and it ends
   * in {@link VfsNames#UNDECODED}.
   */
  static String text(String bytes) {
    byte[] raw = bytes.getBytes(CHARSET);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      StringBuilder shown = new StringBuilder();
      for (byte b : raw) {
        if (b >= ' ' && b < 0x7f) {
          shown.append((char) b);
        } else {
          shown.append(String.format("\\x%02x", b));
        }
      }
      return shown.append(VfsNames.UNDECODED).toString();
    }
  }
}
