package io.runpaths.spi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checksums of a whole object, as far as its store knows them without reading it. Immutable. */
public final class Checksums {
  /** None are known. */
  public static final Checksums NONE = new Checksums(null, null);

  private final @Nullable String crc32c;
  private final @Nullable String sha256;

  private Checksums(@Nullable String crc32c, @Nullable String sha256) {
    this.crc32c = crc32c;
    this.sha256 = sha256;
  }

  /**
   * The same with a CRC-32C.
   *
   * @param hex eight lower-case hex digits, most significant first
   * @return the checksums
   */
  public Checksums withCrc32c(String hex) {
    return new Checksums(checked(hex, 8), sha256);
  }

  /**
   * The same with a SHA-256.
   *
   * @param hex 64 lower-case hex digits
   * @return the checksums
   */
  public Checksums withSha256(String hex) {
    return new Checksums(crc32c, checked(hex, 64));
  }

  /**
   * The CRC-32C (Castagnoli) of all bytes.
   *
   * @return eight lower-case hex digits, if known
   */
  public Optional<String> crc32c() {
    return Optional.ofNullable(crc32c);
  }

  /**
   * The SHA-256 of all bytes.
   *
   * @return 64 lower-case hex digits, if known
   */
  public Optional<String> sha256() {
    return Optional.ofNullable(sha256);
  }

  private static String checked(String hex, int digits) {
    boolean good = hex.length() == digits;
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      good &= (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    if (!good) {
      throw new IllegalArgumentException(
          "The checksum " + Names.shown(hex) + " is not " + digits + " lower-case hex digits.");
    }
    return hex;
  }
}
