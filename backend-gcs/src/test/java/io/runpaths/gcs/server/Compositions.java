package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Objects: compose: one object out of up to 32 others of its bucket, one after the other. */
final class Compositions {
  private static final int MOST = 32;

  private final Buckets buckets;
  private final Writes writes;

  Compositions(Buckets buckets, Writes writes) {
    this.buckets = buckets;
    this.writes = writes;
  }

  Response compose(Call call) {
    Bucket bucket = buckets.require(call.part("bucket"));
    call.caller().require("storage.objects.get");
    if (call.query().flag("deleteSourceObjects")) {
      throw ApiError.notImplemented("compose with deleteSourceObjects");
    }
    ObjectNode asked = call.request().body().json();
    JsonNode named = asked.path("sourceObjects");
    if (named.isEmpty() || named.size() > MOST) {
      throw ApiError.invalid(
          "The number of source components provided (%d) is not between 1 and %d"
              .formatted(named.size(), MOST));
    }
    synchronized (bucket) {
      List<StoredObject> sources = new ArrayList<>();
      named.forEach(one -> sources.add(source(call, bucket, one)));
      Content whole =
          sources.stream().map(StoredObject::content).reduce(Content.EMPTY, Content::plus);
      ObjectNode editable =
          asked.get("destination") instanceof ObjectNode given
              ? ObjectResource.editable(given)
              : sources.get(0).editable().deepCopy();
      int components = sources.stream().mapToInt(source -> source.components().orElse(1)).sum();
      StoredObject composed =
          writes.commit(
              call.caller(),
              bucket,
              ObjectNames.requireObject(call.part("object")),
              new Draft(whole, Hashes.of(whole), editable, OptionalInt.of(components)),
              Conditions.of(call.request()));
      return call.answer(ObjectResource.of(composed));
    }
  }

  private static StoredObject source(Call call, Bucket bucket, JsonNode one) {
    return Lookup.require(
            call.caller(),
            bucket,
            one.path("name").asText(),
            number(one.path("generation")),
            Conditions.generation(number(one.at("/objectPreconditions/ifGenerationMatch"))))
        .object();
  }

  private static OptionalLong number(JsonNode node) {
    return node.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(node.asLong());
  }
}
