package io.runpaths;

import java.time.LocalDate;
import java.util.List;

/**
 * What a hashed run's id was made of, as its birth certificate keeps it.
 *
 * @param scheme the scheme of hashing, such as {@code orchard-v1}
 * @param date the date in the id
 * @param dataset the dataset as it was given
 * @param datasetSlug the dataset as it stands in the id
 * @param architecture the architecture as it was given
 * @param architectureSlug the architecture as it stands in the id
 * @param config the configuration as canonical JSON, secrets masked
 * @param masked where secrets were masked, as JSON Pointers
 * @param timestamp the timestamp as canonical JSON
 * @param hashedTimestamp the timestamp that was hashed: the same, unless it moved on
 * @param attempt how often the timestamp moved on because another run had the id
 * @param zone the zone of the date
 */
public record HashedInputs(
    String scheme,
    LocalDate date,
    String dataset,
    String datasetSlug,
    String architecture,
    String architectureSlug,
    String config,
    List<String> masked,
    String timestamp,
    String hashedTimestamp,
    int attempt,
    String zone) {
  /** Copies. */
  public HashedInputs {
    masked = List.copyOf(masked);
  }

  /** Whether a caller with those inputs means the same run; names count as they stand in the id. */
  boolean sameAs(HashedInputs other) {
    return scheme.equals(other.scheme)
        && date.equals(other.date)
        && datasetSlug.equals(other.datasetSlug)
        && architectureSlug.equals(other.architectureSlug)
        && config.equals(other.config)
        && timestamp.equals(other.timestamp);
  }
}
