package io.runpaths;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpaths.document.Document;
import io.runpaths.document.Documents;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.StorageException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run's birth certificate, {@code run.json} of schema {@code runpaths/run/v1}: what the run is
 * and what it was made of. Its bytes never change. Immutable.
 *
 * <p>Of two runs the one with the earlier creation time, then the smaller nonce, {@linkplain
 * #precedes precedes}: an ancestor always precedes its descendant, which makes rings impossible.
 */
public final class RunRecord {
  static final String SCHEMA = "runpaths/run/v1";
  static final String SCHEMA_FAMILY = "runpaths/run/";
  static final String INCOMING_FAMILY = "runpaths/incoming/";
  static final String TOMBSTONE_FAMILY = "runpaths/tombstone/";

  private final String id;
  private final String path;
  private final Instant created;
  private final String nonce;
  private final String creator;
  private final @Nullable HashedInputs hashed;
  private final @Nullable StagedInputs staged;

  private RunRecord(
      String id,
      String path,
      Instant created,
      String nonce,
      String creator,
      @Nullable HashedInputs hashed,
      @Nullable StagedInputs staged) {
    this.id = Objects.requireNonNull(id, "id");
    this.path = Objects.requireNonNull(path, "path");
    this.created = Objects.requireNonNull(created, "created");
    this.nonce = Objects.requireNonNull(nonce, "nonce");
    this.creator = Objects.requireNonNull(creator, "creator");
    this.hashed = hashed;
    this.staged = staged;
  }

  static RunRecord hashed(String id, Instant created, HashedInputs inputs) {
    return new RunRecord(id, id, created, Documents.randomId(), Creator.described(), inputs, null);
  }

  static RunRecord staged(String path, Instant created, StagedInputs inputs) {
    return new RunRecord(
        inputs.runId(), path, created, Documents.randomId(), Creator.described(), null, inputs);
  }

  /**
   * The run's id: for a staged run its run id, without the stage.
   *
   * @return one segment
   */
  public String id() {
    return id;
  }

  /**
   * The run's path below the root under which it was created. A run that was copied elsewhere lies
   * elsewhere.
   *
   * @return a relative path
   */
  public String path() {
    return path;
  }

  /**
   * How the id and folders are formed.
   *
   * @return the layout
   */
  public Layout layout() {
    return hashed != null ? Layout.HASHED : Layout.STAGED;
  }

  /**
   * When the run was created.
   *
   * @return the time, in microseconds
   */
  public Instant created() {
    return created;
  }

  /**
   * The random identity of the run: two runs never share it, a copy keeps it.
   *
   * @return 32 hex digits
   */
  public String nonce() {
    return nonce;
  }

  /**
   * Who created the run.
   *
   * @return software, user, host and process in one line, for people
   */
  public String creator() {
    return creator;
  }

  /**
   * What the id of a hashed run was made of.
   *
   * @return the inputs, if the layout is hashed
   */
  public Optional<HashedInputs> hashed() {
    return Optional.ofNullable(hashed);
  }

  /**
   * What the folders of a staged run were made of.
   *
   * @return the inputs, if the layout is staged
   */
  public Optional<StagedInputs> staged() {
    return Optional.ofNullable(staged);
  }

  /**
   * Whether this run comes before another in the fixed order of creation.
   *
   * @param other the other run
   * @return true if it was created earlier, or at the same time with the smaller nonce
   */
  public boolean precedes(RunRecord other) {
    int order = created.compareTo(other.created);
    return order < 0 || (order == 0 && nonce.compareTo(other.nonce) < 0);
  }

  /** ISO 8601 in UTC, always six digits of a second, so that texts order as times do. */
  static String format(Instant time) {
    // By hand: a formatter takes longer than a folder is made in, and every run is written so once.
    LocalDateTime utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), 0, ZoneOffset.UTC);
    StringBuilder text = new StringBuilder(27).append(utc.toLocalDate()).append('T');
    padded(text, utc.getHour(), 2).append(':');
    padded(text, utc.getMinute(), 2).append(':');
    padded(text, utc.getSecond(), 2).append('.');
    return padded(text, time.getNano() / 1_000, 6).append('Z').toString();
  }

  private static StringBuilder padded(StringBuilder text, int number, int digits) {
    String plain = Integer.toString(number);
    return text.append("000000", 0, digits - plain.length()).append(plain);
  }

  /** The document, without its write id. */
  ObjectNode toDocument() {
    ObjectNode document = Documents.begin(SCHEMA);
    document.put("layout", layout().label());
    document.put("id", id);
    document.put("path", path);
    document.put("created", format(created));
    document.put("nonce", nonce);
    document.put("creator", creator);
    if (hashed != null) {
      ObjectNode inputs = document.putObject("hashed");
      inputs.put("scheme", hashed.scheme());
      inputs.put("date", hashed.date().toString());
      inputs.put("zone", hashed.zone());
      inputs.put("dataset", hashed.dataset());
      inputs.put("datasetSlug", hashed.datasetSlug());
      inputs.put("architecture", hashed.architecture());
      inputs.put("architectureSlug", hashed.architectureSlug());
      inputs.put("config", hashed.config());
      ArrayNode masked = inputs.putArray("masked");
      hashed.masked().forEach(masked::add);
      inputs.put("timestamp", hashed.timestamp());
      inputs.put("hashedTimestamp", hashed.hashedTimestamp());
      inputs.put("attempt", hashed.attempt());
    }
    if (staged != null) {
      ObjectNode inputs = document.putObject("staged");
      inputs.put("runId", staged.runId());
      inputs.put("stage", staged.stageOrNull());
      inputs.put("debug", staged.debug());
      inputs.put("order", staged.order().label());
      inputs.put("tracker", staged.tracker());
    }
    return document;
  }

  /**
   * Reads a run.json.
   *
   * @return the record; empty if the document is of a run that is not there yet (incoming) or not
   *     any more (tombstone)
   */
  static Optional<RunRecord> of(Document document) throws StorageException {
    String schema = document.schema();
    if (schema.startsWith(INCOMING_FAMILY) || schema.startsWith(TOMBSTONE_FAMILY)) {
      return Optional.empty();
    }
    Documents.requireV1(document, SCHEMA_FAMILY);
    String layout = document.text("layout");
    boolean isHashed = layout.equals(Layout.HASHED.label());
    if (!isHashed && !layout.equals(Layout.STAGED.label())) {
      throw document.malformed("its layout is '" + layout + "', not hashed or staged");
    }
    return Optional.of(
        new RunRecord(
            document.text("id"),
            document.text("path"),
            document.time("created"),
            document.text("nonce"),
            document.optionalText("creator").orElse(""),
            isHashed ? readHashed(document) : null,
            isHashed ? null : readStaged(document)));
  }

  private static HashedInputs readHashed(Document document) throws CorruptDataException {
    Document inputs = part(document, "hashed");
    List<String> masked = new ArrayList<>();
    for (JsonNode pointer : inputs.fields().path("masked")) {
      masked.add(pointer.asText());
    }
    LocalDate date;
    try {
      date = LocalDate.parse(inputs.text("date"));
    } catch (DateTimeException e) {
      throw document.malformed("its date is '" + inputs.text("date") + "', not YYYY-MM-DD");
    }
    return new HashedInputs(
        inputs.text("scheme"),
        date,
        inputs.text("dataset"),
        inputs.text("datasetSlug"),
        inputs.text("architecture"),
        inputs.text("architectureSlug"),
        inputs.text("config"),
        masked,
        inputs.text("timestamp"),
        inputs.text("hashedTimestamp"),
        inputs.fields().path("attempt").asInt(0),
        inputs.text("zone"));
  }

  private static StagedInputs readStaged(Document document) throws CorruptDataException {
    Document inputs = part(document, "staged");
    StageOrder order;
    try {
      order = StageOrder.of(inputs.text("order"));
    } catch (IllegalArgumentException e) {
      throw document.malformed("its order is '" + inputs.text("order") + "'");
    }
    return new StagedInputs(
        inputs.text("runId"),
        inputs.optionalText("stage").orElse(null),
        inputs.fields().path("debug").asBoolean(false),
        order,
        inputs.text("tracker"));
  }

  private static Document part(Document document, String name) throws CorruptDataException {
    if (document.fields().path(name) instanceof ObjectNode object) {
      return new Document(document.at(), document.version(), object);
    }
    throw document.malformed("its field " + name + " is missing or no object");
  }

  /** Id, layout and time, for messages. */
  @Override
  public String toString() {
    return path + " (" + layout().label() + ", created " + format(created) + ")";
  }
}
