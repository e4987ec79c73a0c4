package io.runpaths.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@code --json}: one document on standard output. What is one thing is indented;
 * what is a list is written as it comes, one element a line, so that neither side must hold it.
 */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private Json() {}

  /**
   * Writes a value and ends the line.
   *
   * @param out where it goes
   * @param value maps, lists, texts, numbers, truth values and null
   * @throws IOException if it cannot be written
   */
  public static void document(OutputStream out, Object value) throws IOException {
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      generator.setPrettyPrinter(
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));
      write(generator, value);
      generator.writeRaw('\n');
    }
  }

  /**
   * A value on one line.
   *
   * @param out where it goes
   * @param value maps, lists, texts, numbers, truth values and null
   * @throws IOException if it cannot be written
   */
  public static void line(OutputStream out, Object value) throws IOException {
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      generator.setPrettyPrinter(new MinimalPrettyPrinter());
      write(generator, value);
      generator.writeRaw('\n');
    }
  }

  /**
   * Begins a list.
   *
   * @param out where it goes
   * @return the list, which the caller closes
   * @throws IOException if it cannot be written
   */
  public static Elements list(Output out) throws IOException {
    return new Elements(out);
  }

  /** A list that is being written, one element a line. */
  public static final class Elements implements AutoCloseable {
    private final JsonGenerator generator;
    private boolean first = true;

    private Elements(Output out) throws IOException {
      generator = FACTORY.createGenerator((OutputStream) out);
      generator.setPrettyPrinter(new MinimalPrettyPrinter(""));
      generator.writeRaw('[');
    }

    /**
     * Writes the next element.
     *
     * @param value maps, lists, texts, numbers, truth values and null
     * @throws IOException if it cannot be written
     */
    public void add(Object value) throws IOException {
      generator.writeRaw(first ? "\n" : ",\n");
      first = false;
      write(generator, value);
    }

    /** Ends the list. Where the command failed the list stays open, and so is no document. */
    public void end() throws IOException {
      generator.writeRaw(first ? "]\n" : "\n]\n");
    }

    @Override
    public void close() throws IOException {
      generator.close();
    }
  }

  private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName(String.valueOf(entry.getKey()));
        write(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      generator.writeStartArray();
      for (Object element : list) {
        write(generator, element);
      }
      generator.writeEndArray();
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else if (value instanceof BigInteger number) {
      generator.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      generator.writeNumber(number);
    } else if (value instanceof Double number) {
      generator.writeNumber(number);
    } else if (value instanceof Number number) {
      generator.writeNumber(number.longValue());
    } else {
      generator.writeString(value.toString());
    }
  }
}
