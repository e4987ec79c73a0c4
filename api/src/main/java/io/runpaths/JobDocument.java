package io.runpaths;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpaths.document.Document;
import io.runpaths.document.Documents;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the ranks and restarts of one job meet: {@code .runpaths/jobs/<digest of key>.json}, made
 * by whichever comes first. It fixes the date and timestamp from which all of them make the same
 * id.
 */
final class JobDocument {
  private static final String SCHEMA_FAMILY = "runpaths/job/";

  private final String path;
  private final @Nullable LocalDate date;
  private final @Nullable String timestamp;

  private JobDocument(String path, @Nullable LocalDate date, @Nullable String timestamp) {
    this.path = path;
    this.date = date;
    this.timestamp = timestamp;
  }

  static JobDocument hashed(String path, LocalDate date, String timestamp) {
    return new JobDocument(path, date, timestamp);
  }

  static JobDocument staged(String path) {
    return new JobDocument(path, null, null);
  }

  /** The job's document: ours if we are the first, else the one that is there. */
  static JobDocument meet(Documents documents, String jobKey, JobDocument ours)
      throws StorageException {
    if (jobKey.isBlank()) {
      throw new IllegalArgumentException(
          "The job key is blank; give a text that all ranks of the job share.");
    }
    ObjectKey key = ObjectKey.of(RunNames.CONTROL + "/jobs/" + digest(jobKey) + ".json");
    try {
      documents.create(key, ours.toDocument());
      return ours;
    } catch (AlreadyExistsException e) {
      Optional<Document> there = documents.read(key);
      if (there.isEmpty()) {
        throw e;
      }
      return of(there.get());
    }
  }

  /** The path of the job's run below the root, as first made. */
  String path() {
    return path;
  }

  LocalDate date() {
    if (date == null) {
      throw new IllegalArgumentException(
          "The job belongs to the staged run " + path + "; give its layout or another job key.");
    }
    return date;
  }

  Number timestamp() {
    return HashedClaim.parseTimestamp(timestamp == null ? "0" : timestamp);
  }

  private ObjectNode toDocument() {
    ObjectNode document = Documents.begin(SCHEMA_FAMILY + "v1");
    document.put("path", path);
    if (date != null) {
      document.put("date", date.toString());
    }
    if (timestamp != null) {
      document.put("timestamp", timestamp);
    }
    return document;
  }

  private static JobDocument of(Document document) throws StorageException {
    Documents.requireV1(document, SCHEMA_FAMILY);
    Optional<String> date = document.optionalText("date");
    try {
      return new JobDocument(
          document.text("path"),
          date.isPresent() ? LocalDate.parse(date.get()) : null,
          document.optionalText("timestamp").orElse(null));
    } catch (DateTimeException e) {
      throw document.malformed("its date is '" + date.orElse("") + "', not YYYY-MM-DD");
    }
  }

  /** SHA-256: the key itself may hold what is not fit for a name. */
  private static String digest(String jobKey) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(jobKey.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
