package io.runpaths.gcs.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects: rewrite. What is too large for one request is copied in several, each going on from the
 * token that the one before it answered with. The token holds to the generation it began with.
 */
final class Rewrites {
  private static final long MIB = 1 << 20;

  private final Buckets buckets;
  private final Writes writes;
  private final CopySource source;
  private final Map<String, Begun> begun = new ConcurrentHashMap<>();
  private volatile long atOnce = Long.MAX_VALUE;

  /**
   * What a token stands for.
   *
   * @param path source and destination
   * @param generation of the source
   * @param written how far it is
   */
  private record Begun(List<String> path, long generation, long written) {}

  Rewrites(Buckets buckets, Writes writes) {
    this.buckets = buckets;
    this.writes = writes;
    this.source = new CopySource(buckets);
  }

  /** How many bytes one request copies at most. */
  void limit(long bytes) {
    atOnce = bytes;
  }

  Response rewrite(Call call) {
    Bucket destination = buckets.require(call.part("bucket"));
    String name = ObjectNames.requireObject(call.part("object"));
    Optional<String> token = call.query().text("rewriteToken");
    Optional<Begun> before = token.map(given -> begun(given, call));
    StoredObject from =
        source.of(
            call,
            before.map(known -> OptionalLong.of(known.generation())).orElse(OptionalLong.empty()));
    Conditions conditions = Conditions.of(call.request());
    synchronized (destination) {
      conditions.check(destination.objects().live(name));
    }
    long size = from.content().size();
    long written = before.map(Begun::written).orElse(0L);
    written = Math.min(size, written + Math.min(atOnce, atMost(call)));
    if (written < size) {
      String next = UUID.randomUUID().toString();
      begun.put(next, new Begun(path(call), from.generation(), written));
      return call.answer(progress(written, size, false).put("rewriteToken", next));
    }
    StoredObject rewritten =
        writes.commit(call.caller(), destination, name, Copies.draft(call, from), conditions);
    token.ifPresent(begun::remove);
    ObjectNode answer = progress(size, size, true);
    answer.set("resource", ObjectResource.of(rewritten));
    return call.answer(answer);
  }

  private Begun begun(String token, Call call) {
    Begun known = begun.get(token);
    if (known == null || !known.path().equals(path(call))) {
      throw ApiError.invalid("Invalid rewrite token, or one of another rewrite.");
    }
    return known;
  }

  private static List<String> path(Call call) {
    return List.of(
        call.part("sourceBucket"),
        call.part("sourceObject"),
        call.part("bucket"),
        call.part("object"));
  }

  private static long atMost(Call call) {
    long asked = call.query().number("maxBytesRewrittenPerCall").orElse(Long.MAX_VALUE);
    if (asked != Long.MAX_VALUE && (asked < MIB || asked % MIB != 0)) {
      throw ApiError.invalid("maxBytesRewrittenPerCall must be a multiple of 1 MiB: " + asked);
    }
    return asked;
  }

  private static ObjectNode progress(long written, long size, boolean done) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", "storage#rewriteResponse")
        .put("totalBytesRewritten", Long.toString(written))
        .put("objectSize", Long.toString(size))
        .put("done", done);
  }
}
