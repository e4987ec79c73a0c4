package io.runpaths.layout;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.jspecify.annotations.Nullable;

/**
 * How a configuration becomes the digest at the end of a hashed id. docs/FORMAT.md specifies both
 * schemes so that another language can follow them.
 */
public enum HashScheme {

  /**
   * The scheme of the Python original, byte for byte: BLAKE2b of three bytes over the top-level
   * integers, floats, strings, booleans and lists. Nested maps and nulls do not count. The default.
   */
  ORCHARD_V1("orchard-v1", 3),

  /**
   * The scheme for new projects: BLAKE2b of eight bytes over the whole configuration, nested maps
   * and nulls included, with its secrets masked.
   */
  RUNPATHS_V1("runpaths-v1", 8);

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final String label;
  private final int digestBytes;

  HashScheme(String label, int digestBytes) {
    this.label = label;
    this.digestBytes = digestBytes;
  }

  /**
   * The scheme of a label.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static HashScheme of(String label) {
    if (ORCHARD_V1.label.equals(label)) {
      return ORCHARD_V1;
    }
    if (RUNPATHS_V1.label.equals(label)) {
      return RUNPATHS_V1;
    }
    throw new IllegalArgumentException(
        "there is no hash scheme \""
            + label
            + "\": use "
            + ORCHARD_V1.label
            + " (the default) or "
            + RUNPATHS_V1.label);
  }

  /** The name in documents and on the command line: {@code orchard-v1}, {@code runpaths-v1}. */
  public String label() {
    return label;
  }

  /** The text that is hashed; it is ASCII. */
  String canonicalInput(RunConfig config, @Nullable Object timestamp) {
    if (this == ORCHARD_V1) {
      return CanonicalJson.write(keptByOrchard(config, timestamp));
    }
    Map<String, @Nullable Object> input = new LinkedHashMap<>();
    input.put("config", config.mask().config().asMap());
    input.put("timestamp", timestamp);
    StringBuilder text = new StringBuilder(256).append(label).append('\n');
    CanonicalJson.append(text, input);
    return text.toString();
  }

  private static Map<String, @Nullable Object> keptByOrchard(
      RunConfig config, @Nullable Object timestamp) {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> entry : config.asMap().entrySet()) {
      Object value = entry.getValue();
      if (value != null && !(value instanceof Map)) {
        kept.put(entry.getKey(), value);
      }
    }
    kept.put(HashedId.RUN_TS, timestamp);
    return kept;
  }

  /**
   * The parameter block of RFC 7693, section 2.8, for an unkeyed, sequential digest. Spelled out,
   * for the library's shorter constructor first loads the parameters of all its asymmetric ciphers,
   * some 30 ms that every short command would pay.
   */
  private byte[] parameterBlock() {
    byte[] block = new byte[64];
    block[0] = (byte) digestBytes;
    block[2] = 1;
    block[3] = 1;
    return block;
  }

  /** The digest of a canonical input, in lower-case hexadecimal digits. */
  String digest(String canonicalInput) {
    byte[] input = canonicalInput.getBytes(StandardCharsets.US_ASCII);
    Blake2bDigest blake = new Blake2bDigest(new byte[0], parameterBlock());
    blake.update(input, 0, input.length);
    byte[] digest = new byte[digestBytes];
    blake.doFinal(digest, 0);
    StringBuilder hex = new StringBuilder(2 * digestBytes);
    for (byte b : digest) {
      hex.append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
    }
    return hex.toString();
  }
}
