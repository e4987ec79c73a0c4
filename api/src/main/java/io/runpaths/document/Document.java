package io.runpaths.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Location;
import io.runpaths.spi.Reason;
import io.runpaths.spi.Version;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A document as it was read: its fields, where it lies and in which version. Fields that this
 * release does not know are kept.
 *
 * @param at where it lies
 * @param version the version that was read
 * @param fields the JSON object; not to be changed
 */
public record Document(Location at, Version version, ObjectNode fields) {
  /** The field that names a document's kind and version. */
  public static final String SCHEMA = "schema";

  /** The field with the random id of the write. */
  public static final String WRITE_ID = "writeId";

  /**
   * The document's schema.
   *
   * @return such as {@code runpaths/run/v1}; empty text if the field is missing
   */
  public String schema() {
    return fields.path(SCHEMA).asText("");
  }

  /**
   * The random id of the write that made it.
   *
   * @return the id; empty text if the field is missing
   */
  public String writeId() {
    return fields.path(WRITE_ID).asText("");
  }

  /**
   * A text that must be there.
   *
   * @param name the field
   * @return its text
   * @throws CorruptDataException if it is missing or no text
   */
  public String text(String name) throws CorruptDataException {
    JsonNode node = fields.path(name);
    if (!node.isTextual()) {
      throw malformed("its field " + name + " is missing or not a text");
    }
    return node.textValue();
  }

  /**
   * A text that may be there.
   *
   * @param name the field
   * @return its text; absent if it is missing or null
   * @throws CorruptDataException if it is something else than text
   */
  public Optional<String> optionalText(String name) throws CorruptDataException {
    JsonNode node = fields.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    return Optional.of(text(name));
  }

  /**
   * A time that must be there.
   *
   * @param name the field
   * @return the time
   * @throws CorruptDataException if it is missing or not ISO 8601 in UTC
   */
  public Instant time(String name) throws CorruptDataException {
    String text = text(name);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw malformed("its field " + name + " is '" + text + "', not a time in UTC");
    }
  }

  /**
   * The error that says what is wrong with this document.
   *
   * @param what a clause such as {@code "its field id is missing"}
   * @return the exception to throw
   */
  public CorruptDataException malformed(String what) {
    return new CorruptDataException(
        "read",
        at.uri(),
        Reason.MALFORMED,
        "The document "
            + at.display()
            + " is damaged: "
            + what
            + "; restore it from a copy, or remove its folder if the run is not needed.",
        null);
  }
}
