package io.runpaths.spi;

import java.util.Objects;

/**
 * An opaque token for one state of one object: an ETag, a generation, a digest.
 *
 * <p>Two tokens of the same key and backend are equal exactly if the object has not been replaced
 * in between (a backend whose tokens are digests may give equal tokens for equal bytes). Tokens
 * mean nothing for another key or store and are never stored inside a run.
 *
 * @param token the store's own text
 */
public record Version(String token) {
  /** Validates the token: it is not empty. */
  public Version {
    Objects.requireNonNull(token, "token");
    if (token.isEmpty()) {
      throw new IllegalArgumentException("The version token is empty.");
    }
  }

  /** The token as text. */
  @Override
  public String toString() {
    return token;
  }
}
