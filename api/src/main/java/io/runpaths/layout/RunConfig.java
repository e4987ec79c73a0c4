package io.runpaths.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a training run: a validated tree of maps, lists, strings, booleans, nulls,
 * integers of any size and floating-point numbers, with one canonical text.
 *
 * <p>Integers and floating point are kept apart, as in Python: {@code 1} and {@code 1.0} are
 * different configurations. Two configurations are equal when their canonical texts are.
 *
 * <p>Limits: 1,000 maps and lists in one another, 4 MiB of canonical text, 100,000 digits an
 * integer.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class RunConfig {

  private final Map<String, @Nullable Object> values;

  /** Made when first asked for; two threads may make it twice, and get equal strings. */
  private @Nullable String canonical;

  private RunConfig(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /**
   * A configuration of the given values, which are copied.
   *
   * <p>Values may be String, Boolean, {@code null}, Byte, Short, Integer, Long, BigInteger, Float,
   * Double, BigDecimal, Maps with String keys, Lists and arrays, in any nesting. A {@code float}
   * counts by its own shortest decimal ({@code 0.1f} is {@code 0.1}), a BigDecimal by its nearest
   * double. NaN and the infinities are allowed.
   *
   * @throws IllegalArgumentException if there is anything else in it, or a key is null or no
   *     string, or a string holds half a surrogate pair, or a limit is exceeded, as it is by a
   *     structure that contains itself; the message gives the path of the culprit, such as {@code
   *     config.optimizer.betas[1]}
   */
  public static RunConfig of(Map<String, ?> values) {
    if (values == null) {
      throw new IllegalArgumentException("config is null: give a map, an empty one at the least");
    }
    return new RunConfig(ConfigTree.copyOf(values));
  }

  /**
   * Reads a configuration from JSON text, which must be one object.
   *
   * <p>Numbers keep their Python kind: {@code 1} is an integer, {@code 1.0} and {@code 1e5} are
   * floating point; {@code NaN}, {@code Infinity} and {@code -Infinity} are allowed. The rest is
   * strict: no comments, no duplicate keys, nothing after the object. For every canonical text
   * {@code s}, {@code parseJson(s).canonicalJson()} is {@code s} again.
   *
   * @throws IllegalArgumentException if the text is no such object or exceeds a limit (16 MiB of
   *     text beside those of the class); the message gives line and column
   */
  public static RunConfig parseJson(String text) {
    return new RunConfig(JsonParser.parse(JsonText.of(text)));
  }

  /**
   * Reads a configuration from a stream of UTF-8 JSON, to its end or to the limit of 16 MiB. The
   * stream is not closed.
   *
   * @throws IllegalArgumentException as {@link #parseJson(String)}, and if the bytes are not UTF-8
   * @throws IOException if the stream cannot be read
   */
  public static RunConfig parseJson(InputStream in) throws IOException {
    return new RunConfig(JsonParser.parse(JsonText.read(in)));
  }

  /**
   * Reads a configuration from a reader of JSON, to its end or to the limit of 16 Mi characters.
   * The reader is not closed.
   *
   * @throws IllegalArgumentException as {@link #parseJson(String)}
   * @throws IOException if the reader cannot be read
   */
  public static RunConfig parseJson(Reader in) throws IOException {
    return new RunConfig(JsonParser.parse(JsonText.read(in)));
  }

  /**
   * The values, unmodifiable to any depth, in the order in which they were given. They are {@code
   * null}, String, Boolean, Long, BigInteger (integers beyond a long), Double, List and Map.
   */
  public Map<String, @Nullable Object> asMap() {
    return values;
  }

  /** Whether there is a top-level entry of this key, be its value null. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** The top-level value of a key; empty if there is none or it is null. */
  public Optional<Object> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * This configuration with one top-level entry set, in its old place or at the end.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public RunConfig with(String key, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
    changed.put(key, value);
    return new RunConfig(ConfigTree.copyOf(changed));
  }

  /**
   * The text that stands for this configuration: character for character what CPython's {@code
   * json.dumps(config, sort_keys=True)} gives. It is ASCII.
   */
  public String canonicalJson() {
    String text = canonical;
    if (text == null) {
      text = CanonicalJson.write(values);
      canonical = text;
    }
    return text;
  }

  /**
   * This configuration without its secrets: strings whose key ends in a word such as {@code
   * password}, {@code secret}, {@code token} or {@code api_key} are replaced by {@code ***}.
   * docs/FORMAT.md has the whole rule. Masking twice is masking once.
   */
  public Masked mask() {
    SecretKeys secrets = new SecretKeys();
    Map<String, @Nullable Object> masked = secrets.mask(values);
    return secrets.where().isEmpty()
        ? new Masked(this, List.of())
        : new Masked(new RunConfig(masked), secrets.where());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof RunConfig that && canonicalJson().equals(that.canonicalJson()));
  }

  @Override
  public int hashCode() {
    return canonicalJson().hashCode();
  }

  /** The canonical text with secrets masked, for logs and debuggers. */
  @Override
  public String toString() {
    return mask().config().canonicalJson();
  }

  /**
   * A configuration that may be shown and stored.
   *
   * @param config the configuration, its secrets replaced
   * @param where JSON Pointers (RFC 6901) to what was replaced; empty if nothing was
   */
  public record Masked(RunConfig config, List<String> where) {

    /** Takes a copy of the list. */
    public Masked {
      where = List.copyOf(where);
    }
  }
}
