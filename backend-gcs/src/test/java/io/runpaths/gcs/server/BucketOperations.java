package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Buckets: insert, get, patch, delete and list, and what a caller may do in one. */
final class BucketOperations {
  private final Buckets buckets;
  private final Tokens tokens;

  BucketOperations(Buckets buckets, Tokens tokens) {
    this.buckets = buckets;
    this.tokens = tokens;
  }

  Response insert(Call call) {
    if (call.query().text("project").isEmpty()) {
      throw ApiError.required("project");
    }
    ObjectNode settings = call.request().body().json();
    if (!settings.has("name")) {
      throw ApiError.required("name");
    }
    return call.answer(buckets.create(settings.get("name").asText(), settings).resource());
  }

  Response get(Call call) {
    return call.answer(checked(call).resource());
  }

  Response patch(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    synchronized (bucket) {
      checked(call).patch(call.request().body().json());
      return call.answer(bucket.resource());
    }
  }

  Response delete(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    synchronized (bucket) {
      buckets.delete(checked(call));
    }
    return Response.empty(204);
  }

  Response list(Call call) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("kind", "storage#buckets");
    ArrayNode items = answer.putArray("items");
    buckets.all().forEach(bucket -> items.add(bucket.resource()));
    return call.answer(answer);
  }

  Response storageLayout(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("kind", "storage#storageLayout").put("bucket", bucket.name()).put("location", "US");
    answer.putObject("hierarchicalNamespace").put("enabled", bucket.hierarchical());
    return call.answer(answer);
  }

  Response testPermissions(Call call) {
    buckets.require(call.part("bucket"));
    Caller caller = tokens.caller(call.request());
    List<String> asked = call.query().all("permissions");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("kind", "storage#testIamPermissionsResponse");
    ArrayNode granted = answer.putArray("permissions");
    asked.stream().filter(caller::may).forEach(granted::add);
    return call.answer(answer);
  }

  /** The bucket, its metageneration being what the request asks for. */
  private Bucket checked(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    call.query()
        .number("ifMetagenerationMatch")
        .ifPresent(
            wanted -> {
              if (wanted != bucket.metageneration()) {
                throw ApiError.conditionNotMet();
              }
            });
    call.query()
        .number("ifMetagenerationNotMatch")
        .ifPresent(
            unwanted -> {
              if (unwanted == bucket.metageneration()) {
                throw ApiError.notModified();
              }
            });
    return bucket;
  }
}
