package io.runpaths.gcs.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Leads each request past the checks that are common to all, to the operation that answers it. */
final class Router {
  private final Buckets buckets;
  private final Tokens tokens;
  private final List<Route> routes = new CopyOnWriteArrayList<>();

  Router(Buckets buckets, Tokens tokens) {
    this.buckets = buckets;
    this.tokens = tokens;
  }

  void add(List<Route> more) {
    routes.addAll(more);
  }

  /** The answer; a refusal is one too. */
  Response answer(Request request) {
    if (!request.body().whole() && request.query().text("upload_id").isEmpty()) {
      // Half of a request has no effect; only a chunk of a resumable upload is good in part.
      return Response.empty(400);
    }
    try {
      List<String> segments = request.segments();
      for (Route route : routes) {
        Optional<Map<String, String>> parts = route.match(request.method(), segments);
        if (parts.isPresent()) {
          return route.operation().apply(admit(route, request, parts.get()));
        }
      }
      throw new ApiError(404, "notFound", "Not Found");
    } catch (ApiError refusal) {
      boolean media = request.query().text("alt").filter("media"::equals).isPresent();
      return media ? refusal.asText() : refusal.asJson();
    }
  }

  private Call admit(Route route, Request request, Map<String, String> parts) {
    if (route.permission().isEmpty()) {
      return new Call(request, parts, Caller.ANYBODY);
    }
    Call call = new Call(request, parts, tokens.caller(request));
    String name = parts.get("bucket");
    if (name != null) {
      buckets.require(name);
    }
    call.caller().require(route.permission());
    for (String part : List.of("bucket", "sourceBucket")) {
      if (parts.containsKey(part)) {
        Billing.admit(request, buckets.require(call.part(part)));
      }
    }
    return call;
  }
}
