package io.runpaths.gcs.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One call of the API: a request of its own, or a part of a batch.
 *
 * @param method the HTTP method, after an override
 * @param rawPath the path as it was sent
 * @param rawQuery the query as it was sent
 * @param query the same, decoded
 * @param headers by name, whatever its case
 * @param body what came with it
 */
record Request(
    String method,
    String rawPath,
    String rawQuery,
    Query query,
    Map<String, String> headers,
    Body body) {

  static Request of(
      String method, String rawPath, String rawQuery, Map<String, String> headers, Body body) {
    TreeMap<String, String> caseless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    caseless.putAll(headers);
    String meant = caseless.getOrDefault("X-HTTP-Method-Override", method);
    boolean packed = body.whole() && "gzip".equals(caseless.get("Content-Encoding"));
    return new Request(
        method.equals("POST") ? meant : method,
        rawPath,
        rawQuery,
        Query.parse(rawQuery),
        caseless,
        packed ? body.gunzipped() : body);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The parts of the path, each decoded on its own, so that an encoded slash stays in its part. */
  List<String> segments() {
    return List.of(rawPath.substring(1).split("/", -1)).stream().map(Percent::decode).toList();
  }
}
