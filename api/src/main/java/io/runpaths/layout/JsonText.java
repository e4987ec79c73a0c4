package io.runpaths.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Fetches the text of a JSON configuration, reading no more of it than a configuration may have.
 */
final class JsonText {

  /**
   * The most bytes (or characters, of a reader) that are read. Four times a canonical form, for the
   * sake of indentation.
   */
  static final int MAX_LENGTH = 4 * CanonicalBudget.MAX_LENGTH;

  private JsonText() {}

  /** Checks the length of a text that is in memory already. */
  static String of(String text) {
    if (text.length() > MAX_LENGTH) {
      throw tooLarge();
    }
    return text;
  }

  /** Reads UTF-8 to the end; does not close the stream. */
  static String read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_LENGTH + 1);
    if (bytes.length > MAX_LENGTH) {
      throw tooLarge();
    }
    refuseByteOrderMark(bytes);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(source, text, true);
    String decoded = text.flip().toString();
    if (result.isError()) {
      throw JsonParser.refused(
          decoded, decoded.length(), "the bytes are not UTF-8 here: save the file as UTF-8");
    }
    return decoded;
  }

  /** Reads to the end; does not close the reader. */
  static String read(Reader in) throws IOException {
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[8192];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      text.append(buffer, 0, n);
      if (text.length() > MAX_LENGTH) {
        throw tooLarge();
      }
    }
    return text.toString();
  }

  private static void refuseByteOrderMark(byte[] bytes) {
    if (bytes.length >= 2) {
      int first = bytes[0] & 0xff;
      int second = bytes[1] & 0xff;
      if ((first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe)) {
        throw new IllegalArgumentException(
            "config is UTF-16 (it begins with that byte order mark): save it as UTF-8");
      }
    }
  }

  private static IllegalArgumentException tooLarge() {
    return new IllegalArgumentException(
        "config is too large: its JSON has more than "
            + MAX_LENGTH
            + " bytes (16 MiB); keep large tables in a file of the run and name that file here");
  }
}
