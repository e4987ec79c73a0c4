package io.runpaths.s3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The root element of a document, found without parsing it: behind spaces, a declaration and
 * comments, but never behind a document type.
 *
 * @param name its name as written, perhaps with a namespace's prefix
 * @param ended whether the document has the root's end
 */
record XmlRoot(String name, boolean ended) {
  private static final int LONGEST_NAME = 100;

  /**
   * The root of a document; nameless where the document ends before it.
   *
   * @return empty if these bytes are no XML document of the plain kind
   */
  static Optional<XmlRoot> of(byte[] document) {
    int at = start(document);
    if (at == document.length) {
      return Optional.of(new XmlRoot("", false));
    }
    int to = at + 1;
    while (at >= 0 && to < document.length && isName(document[to])) {
      to++;
    }
    boolean cut = to == document.length;
    if (at < 0 || (to == at + 1 && !cut) || to - at > LONGEST_NAME) {
      return Optional.empty();
    }
    String name = new String(document, at + 1, to - at - 1, StandardCharsets.US_ASCII);
    int tagEnd = to;
    while (tagEnd < document.length && document[tagEnd] != '>') {
      tagEnd++;
    }
    boolean empty = tagEnd < document.length && document[tagEnd - 1] == '/';
    return Optional.of(new XmlRoot(name, empty || endsWith(document, "</" + name + ">")));
  }

  /** The name without a namespace's prefix. */
  String localName() {
    return name.substring(name.indexOf(':') + 1);
  }

  /** Where the root's tag begins, or the document ends; negative if there is no root. */
  private static int start(byte[] document) {
    int at = 0;
    if (startsWith(document, 0, "\u00EF\u00BB\u00BF")) {
      at = 3;
    }
    while (at < document.length) {
      if (isSpace(document[at])) {
        at++;
      } else if (startsWith(document, at, "<?")) {
        at = behind(document, at, "?>");
      } else if (startsWith(document, at, "<!--")) {
        at = behind(document, at, "-->");
      } else {
        return document[at] == '<' ? at : -1;
      }
    }
    return document.length;
  }

  private static int behind(byte[] document, int from, String text) {
    for (int at = from; at < document.length; at++) {
      if (startsWith(document, at, text)) {
        return at + text.length();
      }
    }
    return document.length;
  }

  private static boolean endsWith(byte[] document, String text) {
    int end = document.length;
    while (end > 0 && isSpace(document[end - 1])) {
      end--;
    }
    return end >= text.length() && startsWith(document, end - text.length(), text);
  }

  private static boolean startsWith(byte[] document, int at, String text) {
    if (document.length - at < text.length()) {
      return false;
    }
    for (int n = 0; n < text.length(); n++) {
      if ((document[at + n] & 0xff) != text.charAt(n)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static boolean isName(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == ':';
  }
}
