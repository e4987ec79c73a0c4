package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Where credentials turn into tokens: {@code POST /token}, for the {@code token_uri} of a
 * service-account file (RFC 7523), and {@code generateAccessToken} of the IAM Credentials API, for
 * impersonation. No signature is checked; each call grants a new token that is good for everything.
 */
final class TokenEndpoints {
  private static final Duration LIFE = Duration.ofHours(1);

  private final Tokens tokens;
  private final Clock clock;

  TokenEndpoints(Tokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  Response token(Call call) {
    Query form = Query.parse(new String(call.request().body().bytes(), StandardCharsets.UTF_8));
    String grant = form.text("grant_type").orElse("");
    if (!grant.equals("urn:ietf:params:oauth:grant-type:jwt-bearer")) {
      ObjectNode refusal = JsonNodeFactory.instance.objectNode();
      refusal.put("error", "unsupported_grant_type").put("error_description", grant);
      return Response.json(400, refusal);
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .put("access_token", mint())
        .put("token_type", "Bearer")
        .put("expires_in", LIFE.toSeconds());
    return Response.json(200, answer);
  }

  Response impersonate(Call call) {
    if (!call.part("account").endsWith(":generateAccessToken")) {
      throw new ApiError(404, "notFound", "Not Found");
    }
    Instant end = clock.instant().plus(LIFE);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("accessToken", mint()).put("expireTime", ObjectResource.time(end));
    return Response.json(200, answer);
  }

  private String mint() {
    String token = "minted-" + UUID.randomUUID();
    tokens.grant(token);
    return token;
  }
}
