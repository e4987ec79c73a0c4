package io.runpaths.gcs.server;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bearer tokens that the server knows. As long as none was ever granted, nobody is asked for
 * one. Safe for use by many threads.
 */
public final class Tokens {
  private final Map<String, Set<String>> granted = new ConcurrentHashMap<>();
  private volatile boolean asked;

  Tokens() {}

  /**
   * From now on callers must show a token, and this one is good.
   *
   * @param permissions what it allows, by IAM names such as {@code storage.objects.get}; everything
   *     where none is named
   */
  public void grant(String token, String... permissions) {
    granted.put(token, permissions.length == 0 ? Set.of("*") : Set.of(permissions));
    asked = true;
  }

  /** The token is good no more: it has expired. */
  public void revoke(String token) {
    granted.remove(token);
    asked = true;
  }

  /** None that was granted is good any more. */
  public void revokeAll() {
    granted.clear();
    asked = true;
  }

  Caller caller(Request request) {
    if (!asked) {
      return Caller.ANYBODY;
    }
    Optional<String> token =
        request
            .header("Authorization")
            .filter(value -> value.startsWith("Bearer "))
            .map(value -> value.substring("Bearer ".length()));
    if (token.isEmpty()) {
      return new Caller(token, Set.of());
    }
    Set<String> permissions = granted.get(token.get());
    if (permissions == null) {
      throw new ApiError(401, "authError", "Invalid Credentials");
    }
    return new Caller(token, permissions);
  }
}
