package io.runpaths.layout;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The id of a run in the hashed layout, {@code YYYYMMDD_<dataset>_<architecture>_<digest>}, with
 * all that it was made from.
 *
 * <p>The same date, names, configuration, scheme and timestamp give the same id, on every machine
 * and in the Python original ({@link HashScheme#ORCHARD_V1}). The digest is short: different runs
 * can get the same id, and {@link #movedOn} gives the ids to try then.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class HashedId {

  /** The entry of a configuration that fixes the timestamp. */
  static final String RUN_TIMESTAMP = "run_timestamp";

  /** The entry that stands for the timestamp in the input of {@code orchard-v1}. */
  static final String RUN_TS = "_run_ts";

  /** The longest name of a folder, in bytes, that common file systems allow. */
  private static final int MAX_SEGMENT_BYTES = 255;

  /** Beyond this many seconds a double no longer tells milliseconds apart. */
  private static final double MAX_MOVABLE_SECONDS = 0x1p40;

  /** Keeps base + attempt in the range where milliseconds are told apart. */
  private static final int MAX_ATTEMPT = 1_000_000;

  private static final double MILLISECONDS_PER_SECOND = 1000;

  private final LocalDate date;
  private final String datasetSlug;
  private final String architectureSlug;
  private final RunConfig config;
  private final HashScheme scheme;
  private final @Nullable Object firstTimestamp;
  private final @Nullable Object timestamp;
  private final String digest;
  private final String value;

  private HashedId(
      LocalDate date,
      String datasetSlug,
      String architectureSlug,
      RunConfig config,
      HashScheme scheme,
      @Nullable Object firstTimestamp,
      @Nullable Object timestamp) {
    this.date = date;
    this.datasetSlug = datasetSlug;
    this.architectureSlug = architectureSlug;
    this.config = config;
    this.scheme = scheme;
    this.firstTimestamp = firstTimestamp;
    this.timestamp = timestamp;
    this.digest = scheme.digest(scheme.canonicalInput(config, timestamp));
    StringBuilder id = new StringBuilder(64);
    Dates.append(id, date, "");
    this.value =
        id.append('_')
            .append(datasetSlug)
            .append('_')
            .append(architectureSlug)
            .append('_')
            .append(digest)
            .toString();
  }

  /**
   * The id of a run.
   *
   * @param date the date in front, in the years 1 to 9999
   * @param dataset the dataset's name; it is lower-cased and otherwise kept
   * @param architecture the architecture's name; it is lower-cased and reduced to {@code [a-z0-9]},
   *     of which nothing may remain
   * @param config the configuration; its entry {@code run_timestamp}, if there is one, of whatever
   *     kind, is used in place of {@code timestamp}
   * @param scheme how the digest is made
   * @param timestamp the present time in seconds since 1970, a Double as in Python unless it is
   *     meant to be an integer
   * @throws IllegalArgumentException if a name is null or blank; if the dataset has a slash, a
   *     backslash, a control character or half a surrogate pair, or is {@code .} or {@code ..}; if
   *     the id would have more than 255 bytes of UTF-8; if the timestamp is used and not finite; if
   *     the year cannot be written with four digits
   */
  public static HashedId of(
      LocalDate date,
      @Nullable String dataset,
      @Nullable String architecture,
      RunConfig config,
      HashScheme scheme,
      Number timestamp) {
    if (config.has(RUN_TIMESTAMP)) {
      Object ruling = config.asMap().get(RUN_TIMESTAMP);
      return checked(date, dataset, architecture, config, scheme, ruling);
    }
    double seconds = timestamp.doubleValue();
    if (!Double.isFinite(seconds)) {
      throw new IllegalArgumentException(
          "timestamp " + seconds + " is no time: give seconds since 1970");
    }
    return checked(date, dataset, architecture, config, scheme, normalized(timestamp));
  }

  /**
   * The id that was made with a timestamp on record, whatever the configuration says of it: for
   * checking a run against its inputs, after {@link #movedOn} too.
   *
   * @param timestamp what {@link #timestamp()} was
   * @throws IllegalArgumentException as {@link #of}
   */
  public static HashedId ofRecorded(
      LocalDate date,
      @Nullable String dataset,
      @Nullable String architecture,
      RunConfig config,
      HashScheme scheme,
      @Nullable Object timestamp) {
    return checked(date, dataset, architecture, config, scheme, normalized(timestamp));
  }

  private static HashedId checked(
      LocalDate date,
      @Nullable String dataset,
      @Nullable String architecture,
      RunConfig config,
      HashScheme scheme,
      @Nullable Object timestamp) {
    String datasetSlug = datasetSlug(dataset);
    String architectureSlug = architectureSlug(architecture);
    HashedId id =
        new HashedId(date, datasetSlug, architectureSlug, config, scheme, timestamp, timestamp);
    int bytes = id.value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_SEGMENT_BYTES) {
      String longer =
          datasetSlug.length() >= architectureSlug.length() ? "dataset" : "architecture";
      throw new IllegalArgumentException(
          longer
              + " is too long: the run's folder would have a name of "
              + bytes
              + " bytes, where "
              + MAX_SEGMENT_BYTES
              + " is the most; give a shorter name");
    }
    return id;
  }

  private static @Nullable Object normalized(@Nullable Object timestamp) {
    return RunConfig.of(Collections.singletonMap(RUN_TIMESTAMP, timestamp))
        .asMap()
        .get(RUN_TIMESTAMP);
  }

  /**
   * The id to try when this one belongs to a different run: as if the time had been {@code attempt}
   * milliseconds later, while the configuration stays as it is. The same attempt gives the same id
   * on every machine.
   *
   * <p>The timestamp becomes a double, the first one plus {@code attempt / 1000.0}. If the first
   * one is no number, or not finite, or so large (2^40 seconds) that a millisecond would be lost in
   * it, zero is taken in its place.
   *
   * @param attempt 0 for the id made first, up to 1,000,000; attempts count from the first id, also
   *     when this one has moved on already
   * @throws IllegalArgumentException if the attempt is out of range
   */
  public HashedId movedOn(int attempt) {
    if (attempt < 0 || attempt > MAX_ATTEMPT) {
      throw new IllegalArgumentException(
          "attempt " + attempt + " is out of range: give one from 0 to " + MAX_ATTEMPT);
    }
    if (attempt == 0) {
      return timestamp == firstTimestamp ? this : moved(firstTimestamp);
    }
    double first = firstTimestamp instanceof Number number ? number.doubleValue() : 0;
    double base = Math.abs(first) < MAX_MOVABLE_SECONDS ? first : 0;
    return moved(base + attempt / MILLISECONDS_PER_SECOND);
  }

  private HashedId moved(@Nullable Object to) {
    return new HashedId(date, datasetSlug, architectureSlug, config, scheme, firstTimestamp, to);
  }

  /**
   * Whether the name of a folder has the form of these ids. A cheap test of form only: the date
   * need not exist, and a folder of another origin may look the same.
   */
  public static boolean looksLike(String segment) {
    int lastBar = segment.lastIndexOf('_');
    int hexDigits = segment.length() - lastBar - 1;
    if (hexDigits != 6 && hexDigits != 16) {
      return false;
    }
    int barBefore = segment.lastIndexOf('_', lastBar - 1);
    // Eight digits, a bar, and a dataset of one character at least come before the architecture.
    if (barBefore < 10 || segment.charAt(8) != '_') {
      return false;
    }
    for (int i = 0; i < 8; i++) {
      if (!isDigit(segment.charAt(i))) {
        return false;
      }
    }
    for (int i = barBefore + 1; i < lastBar; i++) {
      char c = segment.charAt(i);
      if (!isDigit(c) && (c < 'a' || c > 'z')) {
        return false;
      }
    }
    for (int i = lastBar + 1; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (!isDigit(c) && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static String datasetSlug(@Nullable String dataset) {
    if (dataset == null || dataset.isBlank()) {
      throw new IllegalArgumentException(
          "dataset is " + (dataset == null ? "null" : "blank") + ": give the dataset's name");
    }
    if (dataset.equals(".") || dataset.equals("..")) {
      throw new IllegalArgumentException(
          "dataset \"" + dataset + "\" means a folder: give the dataset's name");
    }
    if (!ConfigTree.isWellFormed(dataset)) {
      throw new IllegalArgumentException(
          "dataset has a lone surrogate, which is half a character: give well-formed Unicode");
    }
    for (int i = 0; i < dataset.length(); i++) {
      char c = dataset.charAt(i);
      if (c == '/' || c == '\\') {
        throw new IllegalArgumentException(
            "dataset has a '"
                + c
                + "' at index "
                + i
                + ", which would lead to another folder: use '-' or '_' instead");
      }
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException(
            "dataset has the control character U+"
                + Integer.toHexString(0x10000 | c).substring(1)
                + " at index "
                + i
                + ": remove it");
      }
    }
    return PythonText.lower(dataset);
  }

  private static String architectureSlug(@Nullable String architecture) {
    if (architecture == null || architecture.isBlank()) {
      throw new IllegalArgumentException(
          "architecture is "
              + (architecture == null ? "null" : "blank")
              + ": give the architecture's name");
    }
    String lower = PythonText.lower(architecture);
    StringBuilder slug = new StringBuilder(lower.length());
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (isDigit(c) || (c >= 'a' && c <= 'z')) {
        slug.append(c);
      }
    }
    return slug.toString();
  }

  /** The date in front. */
  public LocalDate date() {
    return date;
  }

  /** The dataset's name in lower case. */
  public String datasetSlug() {
    return datasetSlug;
  }

  /** The architecture's name in lower case, reduced to {@code [a-z0-9]}; may be empty. */
  public String architectureSlug() {
    return architectureSlug;
  }

  /** The configuration as it was given, secrets included. */
  public RunConfig config() {
    return config;
  }

  /** How the digest was made. */
  public HashScheme scheme() {
    return scheme;
  }

  /**
   * The timestamp that went into the digest, as a configuration holds it: a Double or Long of
   * seconds since 1970 as a rule, but whatever the configuration's {@code run_timestamp} was, null
   * included.
   */
  public @Nullable Object timestamp() {
    return timestamp;
  }

  /** The digest: 6 ({@code orchard-v1}) or 16 ({@code runpaths-v1}) lower-case hex digits. */
  public String digest() {
    return digest;
  }

  /** The id itself: {@code YYYYMMDD_<dataset>_<architecture>_<digest>}. */
  public String value() {
    return value;
  }

  /** Ids are equal when they read the same and were made from the same inputs. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HashedId that
        && value.equals(that.value)
        && scheme == that.scheme
        && Objects.equals(timestamp, that.timestamp)
        && config.equals(that.config);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
