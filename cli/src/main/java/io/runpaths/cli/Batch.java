package io.runpaths.cli;

import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.Json;
import io.runpaths.layout.RunConfig;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON lines and answers each with a line, one at a time: a million lines take no more memory
 * than one. Empty lines are skipped. The first bad line ends the batch, with an error that names it;
 * what came before it has been answered.
 */
final class Batch {
  private static final int MAX_LINE_BYTES = 16 << 20;

  private Batch() {}

  /** What to do with a line. */
  interface Answer {
    /** The answer: a text, or the map of a JSON object. */
    Object to(Line line) throws IOException, CommandException;
  }

  /** One line, an object. */
  static final class Line {
    private final Map<String, @Nullable Object> fields;

    private Line(Map<String, @Nullable Object> fields) {
      this.fields = fields;
    }

    /** Refuses every other field. */
    void allow(String... names) {
      List<String> allowed = List.of(names);
      for (String name : fields.keySet()) {
        if (!allowed.contains(name)) {
          throw new IllegalArgumentException(
              "the field '" + name + "' is unknown; known are " + String.join(", ", allowed));
        }
      }
    }

    String text(String name) {
      if (fields.get(name) instanceof String text) {
        return text;
      }
      throw new IllegalArgumentException(
          fields.get(name) == null
              ? "the field '" + name + "' is missing"
              : "the field '" + name + "' is no text");
    }

    @Nullable Long integer(String name) {
      Object value = fields.get(name);
      if (value == null || value instanceof Long) {
        return (Long) value;
      }
      throw new IllegalArgumentException(
          "the field '"
              + name
              + "' is no integer"
              + (value instanceof BigInteger ? " of 64 bits" : ""));
    }

    @Nullable LocalDate date() throws CommandException {
      return fields.get("date") == null ? null : Values.date(text("date"));
    }

    /** The configuration: an object, or a text that holds one as JSON. */
    @SuppressWarnings("unchecked") // maps of a configuration have texts for keys
    RunConfig config() {
      Object value = fields.get("config");
      if (value instanceof String text) {
        return RunConfig.parseJson(text);
      }
      if (value instanceof Map<?, ?> map) {
        return RunConfig.of((Map<String, ?>) map);
      }
      throw new IllegalArgumentException(
          value == null ? "the field 'config' is missing" : "the field 'config' is no object");
    }
  }

  /** Answers every line of a file, or of standard input for {@code -}. */
  static void run(Session session, String file, Answer answer)
      throws IOException, CommandException {
    if (file.equals("-")) {
      run(session, "standard input", session.in(), answer);
    } else {
      try (InputStream in = Files.newInputStream(session.local(file))) {
        run(session, file, in, answer);
      }
    }
  }

  private static void run(Session session, String name, InputStream raw, Answer answer)
      throws IOException, CommandException {
    BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
    ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);
    Json.Elements elements = session.json() ? Json.list(session.out()) : null;
    long number = 0;
    while (true) {
      if (in.available() == 0) {
        // Whoever writes a line and waits for its answer gets it.
        session.out().flush();
      }
      number++;
      String where = "Line " + number + " of " + name;
      if (!readLine(in, buffer, where)) {
        break;
      }
      String line = decoded(buffer, where);
      if (line.isBlank()) {
        continue;
      }
      Object answered = answered(line, where, answer);
      if (elements == null) {
        session.out().line((String) answered);
      } else {
        elements.add(answered);
      }
    }
    if (elements != null) {
      elements.end();
      elements.close();
    }
  }

  private static Object answered(String line, String where, Answer answer)
      throws IOException, CommandException {
    try {
      return answer.to(new Line(RunConfig.parseJson(line).asMap()));
    } catch (IllegalArgumentException | CommandException e) {
      String reason = e.getMessage() == null ? "it is unusable" : e.getMessage();
      throw CommandException.usage(
          where + " is no good: " + reason + (reason.endsWith(".") ? "" : "."), e);
    }
  }

  /** Reads up to the end of the line, which is not kept; false at the end of the input. */
  private static boolean readLine(InputStream in, ByteArrayOutputStream buffer, String where)
      throws IOException, CommandException {
    buffer.reset();
    int b = in.read();
    if (b < 0) {
      return false;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      buffer.write(b);
      if (buffer.size() > MAX_LINE_BYTES) {
        throw CommandException.usage(where + " is longer than 16 MiB; keep data out of it.");
      }
    }
    return true;
  }

  private static String decoded(ByteArrayOutputStream buffer, String where)
      throws CommandException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(buffer.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw CommandException.usage(where + " is not UTF-8; convert it.", e);
    }
  }
}
