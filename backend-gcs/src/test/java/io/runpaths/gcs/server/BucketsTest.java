package io.runpaths.gcs.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.storage.Bucket;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import io.runpaths.testkit.TestClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buckets and what their settings do: versions, soft deletion, retention, holds. */
final class BucketsTest {
  private final TestClock clock = TestClock.at(Instant.parse("2026-02-08T12:00:00Z"));
  private final GcsServer server = GcsServer.start(clock);
  private final RawHttp http = new RawHttp(server.uri());

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<byte[]> insert(String bucket, String content) {
    return http.send(
        "POST", "/upload/storage/v1/b/" + bucket + "/o?uploadType=media&name=doc", content);
  }

  private HttpResponse<byte[]> delete(String bucket, String query) {
    return http.send("DELETE", "/storage/v1/b/" + bucket + "/o/doc" + query, "");
  }

  private HttpResponse<byte[]> get(String bucket, String query) {
    return http.get("/storage/v1/b/" + bucket + "/o/doc" + query);
  }

  private static String generation(HttpResponse<byte[]> object) {
    return RawHttp.json(object).get("generation").asText();
  }

  @Test
  void areMadeChangedListedAndDeleted() {
    Storage storage = GoogleClient.of(server);
    storage.create(BucketInfo.newBuilder("lab").setVersioningEnabled(true).build());
    Bucket bucket = storage.get("lab");
    assertTrue(bucket.versioningEnabled());
    bucket.toBuilder().setVersioningEnabled(false).build().update();
    assertFalse(storage.get("lab").versioningEnabled());

    assertEquals(
        409, http.send("POST", "/storage/v1/b?project=p", "{\"name\": \"lab\"}").statusCode());
    assertEquals("lab", storage.list().iterateAll().iterator().next().getName());
    assertEquals(
        List.of(true, false), grantedTo("reader", "storage.objects.get", "storage.objects.create"));
  }

  private List<Boolean> grantedTo(String token, String... permissions) {
    server.tokens().grant(token, "storage.objects.get");
    String query = "?permissions=" + String.join("&permissions=", permissions);
    ObjectNode granted =
        RawHttp.json(
            http.get(
                "/storage/v1/b/lab/iam/testPermissions" + query,
                "Authorization",
                "Bearer " + token));
    return Arrays.stream(permissions)
        .map(permission -> granted.get("permissions").toString().contains(permission))
        .toList();
  }

  @Test
  void areDeletedOnlyWhenEmpty() {
    server.createBucket("lab");
    insert("lab", "x");

    assertEquals(409, http.send("DELETE", "/storage/v1/b/lab", "").statusCode());
    delete("lab", "");
    assertEquals(204, http.send("DELETE", "/storage/v1/b/lab", "").statusCode());
    assertEquals(404, http.get("/storage/v1/b/lab").statusCode());
  }

  @Test
  void keepOldVersionsWhereVersioned() {
    server.createBucket("lab", settings -> settings.putObject("versioning").put("enabled", true));
    String first = generation(insert("lab", "1"));
    String second = generation(insert("lab", "2"));

    assertEquals(204, delete("lab", "").statusCode());
    assertEquals(404, get("lab", "").statusCode());
    assertEquals(404, delete("lab", "").statusCode());
    assertEquals("1", RawHttp.text(get("lab", "?alt=media&generation=" + first)));
    assertEquals("2", RawHttp.text(get("lab", "?alt=media&generation=" + second)));
    assertEquals(204, delete("lab", "?generation=" + first).statusCode());
    assertEquals(404, get("lab", "?generation=" + first).statusCode());
    assertEquals(200, insert("lab", "3").statusCode());
  }

  @Test
  void haveOneVersionWhereNotVersioned() {
    server.createBucket("lab");
    String first = generation(insert("lab", "1"));
    insert("lab", "2");

    assertEquals(404, get("lab", "?generation=" + first).statusCode());
    assertEquals(404, delete("lab", "?generation=" + first).statusCode());
  }

  @Test
  void giveBackWhatWasSoftlyDeleted() {
    server.createBucket(
        "lab",
        settings -> settings.putObject("softDeletePolicy").put("retentionDurationSeconds", "600"));
    String first = generation(insert("lab", "1"));
    String second = generation(insert("lab", "2"));
    delete("lab", "");
    String soft = "?softDeleted=true&generation=";

    assertTrue(RawHttp.json(get("lab", soft + first)).has("hardDeleteTime"));
    assertEquals(
        2, RawHttp.json(http.get("/storage/v1/b/lab/o?softDeleted=true")).get("items").size());
    assertEquals(404, get("lab", "").statusCode());
    HttpResponse<byte[]> restored =
        http.send("POST", "/storage/v1/b/lab/o/doc/restore?generation=" + second, "");
    assertEquals(200, restored.statusCode());
    assertFalse(generation(restored).equals(second));
    assertEquals("2", RawHttp.text(get("lab", "?alt=media")));
    clock.advance(Duration.ofMinutes(11));
    assertEquals(404, get("lab", soft + first).statusCode());
  }

  @Test
  void keepEveryObjectForTheTimeOfTheirPolicy() {
    server.createBucket(
        "lab", settings -> settings.putObject("retentionPolicy").put("retentionPeriod", "600"));
    insert("lab", "1");

    HttpResponse<byte[]> deletion = delete("lab", "");
    assertEquals(403, deletion.statusCode());
    assertEquals("retentionPolicyNotMet", RawHttp.reason(deletion));
    assertEquals("retentionPolicyNotMet", RawHttp.reason(insert("lab", "2")));
    assertEquals("1", RawHttp.text(get("lab", "?alt=media")));
    clock.advance(Duration.ofMinutes(10));
    assertEquals(200, insert("lab", "2").statusCode());
  }

  @Test
  void keepASingleObjectUntilItsOwnDate() {
    server.createBucket("lab");
    insert("lab", "1");
    String lock =
        "{\"retention\": {\"mode\": \"Locked\", \"retainUntilTime\": \"2026-02-08T%s:00:00Z\"}}";
    http.send("PATCH", "/storage/v1/b/lab/o/doc", lock.formatted("14"));

    assertEquals("retentionPolicyNotMet", RawHttp.reason(delete("lab", "")));
    assertEquals(
        403, http.send("PATCH", "/storage/v1/b/lab/o/doc", lock.formatted("13")).statusCode());
    assertEquals(
        200, http.send("PATCH", "/storage/v1/b/lab/o/doc", lock.formatted("15")).statusCode());
    clock.advance(Duration.ofHours(3));
    assertEquals(204, delete("lab", "").statusCode());
  }

  @Test
  void keepWhatIsUnderAHold() {
    server.createBucket("lab");
    insert("lab", "1");
    http.send("PATCH", "/storage/v1/b/lab/o/doc", "{\"temporaryHold\": true}");

    assertEquals("objectUnderActiveHold", RawHttp.reason(delete("lab", "")));
    assertEquals("objectUnderActiveHold", RawHttp.reason(insert("lab", "2")));
    http.send("PATCH", "/storage/v1/b/lab/o/doc", "{\"temporaryHold\": false}");
    assertEquals(204, delete("lab", "").statusCode());
  }

  @Test
  void tellWhetherTheyHaveFolders() {
    server.createBucket(
        "tree", settings -> settings.putObject("hierarchicalNamespace").put("enabled", true));

    assertTrue(
        RawHttp.json(http.get("/storage/v1/b/tree/storageLayout"))
            .at("/hierarchicalNamespace/enabled")
            .asBoolean());
  }
}
