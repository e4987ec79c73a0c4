package io.runpaths.cli.config;

import io.runpaths.layout.RunConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a whole configuration, which must be an object: a map at the top. */
public final class ConfigReader {
  private ConfigReader() {}

  /**
   * Reads a configuration.
   *
   * @param name the file as the user named it, for messages and for its ending
   * @param in its bytes, read to the end
   * @param format the notation, or null to find it out
   * @return the tree, which the caller may change
   * @throws ConfigException if it is no configuration; the message names the file
   * @throws IOException if it cannot be read
   */
  public static Map<String, @Nullable Object> read(
      String name, InputStream in, @Nullable ConfigFormat format)
      throws ConfigException, IOException {
    byte[] content = in.readNBytes(Limits.BYTES + 1);
    try {
      if (content.length > Limits.BYTES) {
        throw new ConfigException(
            "it is larger than "
                + (Limits.BYTES >> 20)
                + " MiB, too large to be read as one; keep data out of it");
      }
      ConfigFormat notation = format == null ? ConfigFormat.of(name, content) : format;
      Object tree =
          switch (notation) {
            case JSON -> json(content);
            case YAML -> YamlReader.read(utf8(content));
          };
      return object(tree);
    } catch (ConfigException e) {
      throw new ConfigException(
          "The configuration " + name + " is no good: " + e.getMessage() + ".", e);
    }
  }

  private static Map<String, @Nullable Object> json(byte[] content)
      throws ConfigException, IOException {
    try {
      return new LinkedHashMap<>(RunConfig.parseJson(new ByteArrayInputStream(content)).asMap());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(Sentence.of(e.getMessage()), e);
    }
  }

  /**
   * The tree as an object.
   *
   * @throws ConfigException if it is something else
   */
  @SuppressWarnings("unchecked") // the readers make no other maps
  static Map<String, @Nullable Object> object(@Nullable Object tree) throws ConfigException {
    if (tree instanceof LinkedHashMap<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new ConfigException(
        "it is "
            + kind(tree)
            + " and no object; write names and values, as in {\"lr\": 0.001} or lr: 0.001");
  }

  /** What a value is, in words. */
  static String kind(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof Iterable) {
      return "a list";
    }
    return value instanceof String
        ? "a text"
        : value instanceof Boolean ? "a truth value" : "a number";
  }

  private static String utf8(byte[] content) throws ConfigException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(content))
              .toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new ConfigException("it is not UTF-8", e);
    }
  }
}
