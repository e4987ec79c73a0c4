package io.runpaths.spi;

import java.util.Map;
import java.util.Objects;

/**
 * How an object is written.
 *
 * @param precondition what must be true of the key at the moment of the write
 * @param contentType a media type, or empty for the store's default; kept only where {@link
 *     Capability#CONTENT_TYPE} is promised
 * @param metadata names (lower-case ASCII letters, digits, {@code -}) and values (printable ASCII)
 *     to keep with the object; kept only where {@link Capability#METADATA} is promised
 */
public record PutOptions(
    Precondition precondition, String contentType, Map<String, String> metadata) {
  /** Replaces whatever is there. */
  public static final PutOptions REPLACE = new PutOptions(Precondition.NONE, "", Map.of());

  /** Creates, and fails with {@link AlreadyExistsException} if the key exists. */
  public static final PutOptions IF_ABSENT = new PutOptions(Precondition.IF_ABSENT, "", Map.of());

  /** Copies and validates. */
  public PutOptions {
    Objects.requireNonNull(precondition, "precondition");
    Objects.requireNonNull(contentType, "contentType");
    metadata = Map.copyOf(metadata);
    checkPrintable("content type", contentType);
    metadata.forEach(
        (name, value) -> {
          checkName(name);
          checkPrintable("metadata value of " + name, value);
        });
  }

  /**
   * Replaces exactly one version.
   *
   * @param version the version that must still be there
   * @return the options
   */
  public static PutOptions ifVersion(Version version) {
    return new PutOptions(Precondition.ifVersion(version), "", Map.of());
  }

  /**
   * The same with a content type.
   *
   * @param type a media type such as {@code application/json}
   * @return the options
   */
  public PutOptions withContentType(String type) {
    return new PutOptions(precondition, type, metadata);
  }

  /**
   * The same with other metadata.
   *
   * @param entries all metadata
   * @return the options
   */
  public PutOptions withMetadata(Map<String, String> entries) {
    return new PutOptions(precondition, contentType, entries);
  }

  private static void checkName(String name) {
    boolean good = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      good &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    if (!good) {
      throw new IllegalArgumentException(
          "The metadata name "
              + Names.shown(name)
              + " is not lower-case letters, digits and hyphens.");
    }
  }

  private static void checkPrintable(String what, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~') {
        throw new IllegalArgumentException(
            "The " + what + " " + Names.shown(value) + " is not printable ASCII; encode it.");
      }
    }
    if (!value.equals(value.strip())) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " "
              + Names.shown(value)
              + " starts or ends with a space, which stores drop; take it away.");
    }
  }
}
