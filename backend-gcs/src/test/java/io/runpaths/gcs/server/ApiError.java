package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** A refusal: HTTP status, Google's reason for it, and a sentence. */
final class ApiError extends RuntimeException {
  private final int status;
  private final String reason;
  private final String sentence;

  ApiError(int status, String reason, String message) {
    super(message, null, false, false);
    this.status = status;
    this.reason = reason;
    this.sentence = message;
  }

  static ApiError invalid(String message) {
    return new ApiError(400, "invalid", message);
  }

  static ApiError required(String parameter) {
    return new ApiError(400, "required", "Required parameter: " + parameter);
  }

  static ApiError noSuchBucket() {
    return new ApiError(404, "notFound", "The specified bucket does not exist.");
  }

  static ApiError noSuchObject(String bucket, String name) {
    return new ApiError(404, "notFound", "No such object: " + bucket + "/" + name);
  }

  static ApiError conditionNotMet() {
    return new ApiError(
        412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");
  }

  /** What a condition of the form "not match" answers; it has no body. */
  static ApiError notModified() {
    return new ApiError(304, "notModified", "");
  }

  /** For what Google's service does and this server does not: better loud than wrong. */
  static ApiError notImplemented(String what) {
    return new ApiError(501, "notImplemented", what + " is not implemented by this test server.");
  }

  int status() {
    return status;
  }

  String reason() {
    return reason;
  }

  /** The error document of the JSON API. */
  Response asJson() {
    if (status == 304) {
      return Response.empty(304);
    }
    ObjectNode one = JsonNodeFactory.instance.objectNode();
    one.put("message", sentence).put("domain", "global").put("reason", reason);
    if (status == 412) {
      one.put("locationType", "header").put("location", "If-Match");
    } else if (status == 401) {
      one.put("locationType", "header").put("location", "Authorization");
    }
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode error = document.putObject("error");
    error.put("code", status).put("message", sentence);
    error.putArray("errors").add(one);
    return Response.json(status, document);
  }

  /** What a download answers: the sentence alone, without a reason. */
  Response asText() {
    return status == 304
        ? Response.empty(304)
        : Response.of(
            status,
            "text/html; charset=UTF-8",
            Content.of(sentence.getBytes(StandardCharsets.UTF_8)));
  }
}
