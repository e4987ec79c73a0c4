package io.runpaths.gcs.server;

import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The table of all that the server answers. */
final class Routes {
  private Routes() {}

  static List<Route> all(
      Buckets buckets,
      Writes writes,
      ResumableUploads resumable,
      Rewrites rewrites,
      Batches batches,
      Tokens tokens,
      Clock clock,
      Set<Manner> manners) {
    SoftDeletions softDeletions = new SoftDeletions(buckets, writes, clock);
    ObjectOperations objects = new ObjectOperations(buckets, writes, softDeletions, manners);
    BucketOperations bucketOperations = new BucketOperations(buckets, tokens);
    Inserts inserts = new Inserts(new Uploads(buckets, writes), resumable);
    TokenEndpoints tokenEndpoints = new TokenEndpoints(tokens, clock);
    Copies copies = new Copies(buckets, writes);
    Compositions compositions = new Compositions(buckets, writes);
    Listing listing = new Listing(buckets, clock, manners);
    String source = "storage/v1/b/{sourceBucket}/o/{sourceObject}";
    String target = "/b/{bucket}/o/{object}";
    String b = "storage/v1/b/{bucket}";
    String o = b + "/o/{object}";
    return List.of(
        Route.of("GET", o, "storage.objects.get", objects::get),
        Route.of("GET", "download/" + o, "storage.objects.get", objects::get),
        Route.of("PATCH", o, "storage.objects.update", objects::patch),
        Route.of("PUT", o, "storage.objects.update", objects::update),
        Route.of("DELETE", o, "storage.objects.delete", objects::delete),
        Route.of("POST", o + "/restore", "storage.objects.restore", softDeletions::restore),
        Route.of(
            "POST", source + "/rewriteTo" + target, "storage.objects.create", rewrites::rewrite),
        Route.of("POST", source + "/copyTo" + target, "storage.objects.create", copies::copy),
        Route.of("POST", o + "/moveTo/o/{destination}", "storage.objects.delete", copies::move),
        Route.of("POST", o + "/compose", "storage.objects.create", compositions::compose),
        Route.of("POST", "batch/storage/v1", "", batches::batch),
        Route.of("GET", b + "/o", "storage.objects.list", listing::list),
        Route.of("POST", "upload/" + b + "/o", "storage.objects.create", inserts::insert),
        Route.of("POST", "resumable/upload/" + b + "/o", "storage.objects.create", inserts::insert),
        Route.of("POST", "token", "", tokenEndpoints::token),
        Route.of(
            "POST", "v1/projects/-/serviceAccounts/{account}", "", tokenEndpoints::impersonate),
        // Whoever knows the address of a session may use it.
        Route.of("PUT", "upload/" + b + "/o", "", resumable::put),
        Route.of("PUT", "resumable/upload/" + b + "/o", "", resumable::put),
        Route.of("DELETE", "upload/" + b + "/o", "", resumable::cancel),
        Route.of("DELETE", "resumable/upload/" + b + "/o", "", resumable::cancel),
        Route.of("GET", "storage/v1/b", "storage.buckets.list", bucketOperations::list),
        Route.of("POST", "storage/v1/b", "storage.buckets.create", bucketOperations::insert),
        Route.of("GET", b, "storage.buckets.get", bucketOperations::get),
        Route.of("PATCH", b, "storage.buckets.update", bucketOperations::patch),
        Route.of("DELETE", b, "storage.buckets.delete", bucketOperations::delete),
        Route.of(
            "GET", b + "/storageLayout", "storage.objects.list", bucketOperations::storageLayout),
        Route.of("GET", b + "/iam/testPermissions", "", bucketOperations::testPermissions));
  }
}
