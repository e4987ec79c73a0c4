package io.runpaths.cli;

import io.runpaths.cli.output.CommandException;
import io.runpaths.cli.output.Json;
import io.runpaths.layout.RunConfig;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON lines and answers each with a line, one at a time: a million lines take no more memory
 * than one. Empty lines are skipped. The first bad line ends the batch, with an error that names
 * it; what came before it has been answered.
 */
final class Batch {
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

  private static void run(Session session, String name, InputStream in, Answer answer)
      throws IOException, CommandException {
    LineReader lines = new LineReader(name, in);
    Json.Elements elements = session.json() ? Json.list(session.out()) : null;
    while (true) {
      if (lines.mayWait()) {
        // Whoever writes a line and waits for its answer gets it.
        session.out().flush();
      }
      String line = lines.next();
      if (line == null) {
        break;
      }
      if (line.isBlank()) {
        continue;
      }
      Object answered = answered(line, lines.where(), answer);
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
}
