package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param headers the headers, without a length
 * @param content the body
 * @param sized whether the length is told in advance; where not, the body goes in chunks
 */
record Response(int status, Map<String, String> headers, Content content, boolean sized) {

  static Response empty(int status) {
    return new Response(status, Map.of(), Content.EMPTY, true);
  }

  static Response of(int status, String type, Content content) {
    return new Response(status, Map.of("Content-Type", type), content, true);
  }

  static Response json(int status, JsonNode document) {
    return of(
        status,
        "application/json; charset=UTF-8",
        Content.of(document.toString().getBytes(StandardCharsets.UTF_8)));
  }

  Response with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Response(status, more, content, sized);
  }
}
