package io.runpaths.cli;

import io.runpaths.cli.output.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads UTF-8 lines of bounded length, and tells when the next one would be waited for. */
final class LineReader {
  private static final int MAX_LINE_BYTES = 16 << 20;

  private final String name;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private int start;
  private int end;
  private long number;

  LineReader(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  /** The line last read, for messages. */
  String where() {
    return "Line " + number + " of " + name;
  }

  /** Whether reading on may wait for whoever writes the lines. */
  boolean mayWait() throws IOException {
    return start == end && in.available() == 0;
  }

  /** The next line without its end, or null at the end of the input. */
  @Nullable String next() throws IOException, CommandException {
    number++;
    ByteArrayOutputStream earlier = null;
    while (true) {
      if (start == end) {
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        start = 0;
        if (end == 0) {
          return earlier == null ? null : decoded(earlier.toByteArray(), 0, earlier.size());
        }
      }
      int at = start;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      if (at < end && earlier == null) {
        String line = decoded(buffer, start, at - start);
        start = at + 1;
        return line;
      }
      if (earlier == null) {
        earlier = new ByteArrayOutputStream(2 * buffer.length);
      }
      earlier.write(buffer, start, at - start);
      if (earlier.size() > MAX_LINE_BYTES) {
        throw CommandException.usage(where() + " is longer than 16 MiB; keep data out of it.");
      }
      if (at < end) {
        start = at + 1;
        return decoded(earlier.toByteArray(), 0, earlier.size());
      }
      start = end;
    }
  }

  private String decoded(byte[] bytes, int offset, int length) throws CommandException {
    try {
      CharBuffer text = decoder.decode(ByteBuffer.wrap(bytes, offset, length));
      return text.toString();
    } catch (CharacterCodingException e) {
      throw CommandException.usage(where() + " is not UTF-8; convert it.", e);
    }
  }
}
