package io.runpaths.vfs;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Names as text and as VFS keeps them.
 *
 * <p>VFS' own parser of URIs takes backslashes for slashes, decodes what looks encoded and does not
 * do so between square brackets. So names here never pass through it: a path becomes a VFS file
 * name directly, with {@code %} alone encoded, and comes back the same way.
 */
final class VfsNames {
  /** What begins the name of every temporary file, and of nothing else. */
  static final String TEMPORARY = ".runpaths-tmp-";

  /** What ends a name that is not UTF-8; no name holds a NUL, so nothing else ends so. */
  static final char UNDECODED = '\0';

  private static final int MAX_NAME_BYTES = 255;
  private static final int RANDOM_BYTES = 8;

  /** Not to be guessed: on a shared server a link could lie in wait under the next name. */
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final String TEMPORARY_BELOW = "/" + TEMPORARY;

  private VfsNames() {}

  /** A path as VFS keeps it. */
  static String encoded(String path) {
    return path.replace("%", "%25");
  }

  /** A path or name that VFS kept. */
  static String decoded(String path) {
    return path.replace("%25", "%");
  }

  /** Whether a path is one of our own temporary files, which are no objects. */
  static boolean isTemporary(String path) {
    return path.startsWith(TEMPORARY) || path.contains(TEMPORARY_BELOW);
  }

  /** The path of a new temporary file beside another, whose name it ends in as far as it fits. */
  static String temporaryBeside(String path) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    String name = path.substring(path.lastIndexOf('/') + 1);
    return child(
        folder(path), TEMPORARY + HexFormat.of().formatHex(random) + "-" + beginning(name));
  }

  /** The name that a temporary file is to become, or as much of it as fitted. */
  static String intended(String temporary) {
    int start = TEMPORARY.length() + 2 * RANDOM_BYTES + 1;
    return temporary.length() > start ? temporary.substring(start) : temporary;
  }

  private static String beginning(String name) {
    int room = MAX_NAME_BYTES - TEMPORARY.length() - 2 * RANDOM_BYTES - 1;
    int end = 0;
    while (end < name.length()) {
      int point = name.codePointAt(end);
      room -= Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
      if (room < 0) {
        break;
      }
      end += Character.charCount(point);
    }
    return name.substring(0, end);
  }

  /** The folder of a path, the empty text for the root. */
  static String folder(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  static String child(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }
}
