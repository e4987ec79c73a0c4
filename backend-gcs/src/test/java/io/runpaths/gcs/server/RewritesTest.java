package io.runpaths.gcs.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.CopyWriter;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.CopyRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Copies inside the store: rewrites in one or many requests, copies, moves and compositions. */
final class RewritesTest {
  private static final int MIB = 1 << 20;
  private static final String FROM = "/storage/v1/b/lab/o/from";
  private static final String REWRITE = FROM + "/rewriteTo/b/other/o/to%2Fhere";

  private final GcsServer server = GcsServer.start();
  private final RawHttp http = new RawHttp(server.uri());
  private final byte[] data = new byte[3 * MIB + 5];

  @BeforeEach
  void createObjects() {
    new Random(3).nextBytes(data);
    server.createBucket("lab");
    server.createBucket("other");
    insert("from", data);
    http.send("PATCH", FROM, "{\"contentType\": \"text/x\", \"metadata\": {\"k\": \"v\"}}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void insert(String name, byte[] content) {
    http.send("POST", "/upload/storage/v1/b/lab/o?uploadType=media&name=" + name, content);
  }

  private byte[] copied() {
    return http.get("/storage/v1/b/other/o/to%2Fhere?alt=media").body();
  }

  @Test
  void copiesAllWithItsMetadataInOneRequest() {
    ObjectNode done = RawHttp.json(http.send("POST", REWRITE, ""));

    assertTrue(done.get("done").asBoolean());
    assertEquals(Integer.toString(data.length), done.get("totalBytesRewritten").asText());
    assertEquals("to/here", done.at("/resource/name").asText());
    assertEquals("1", done.at("/resource/metageneration").asText());
    assertEquals("v", done.at("/resource/metadata/k").asText());
    assertArrayEquals(data, copied());
  }

  @Test
  void takesMetadataOfTheRequestInsteadOfTheSources() {
    ObjectNode done =
        RawHttp.json(http.send("POST", REWRITE, "{\"metadata\": {\"other\": \"1\"}}"));

    assertEquals("{\"other\":\"1\"}", done.at("/resource/metadata").toString());
    assertFalse(done.get("resource").has("contentType"));
  }

  @Test
  void takesStorageClassAndKeyOfTheTarget() {
    server.createBucket("cold", settings -> settings.put("storageClass", "COLDLINE"));
    String rewrite = FROM + "/rewriteTo/b/cold/o/to?destinationKmsKeyName=k";

    ObjectNode done = RawHttp.json(http.send("POST", rewrite, "{\"contentType\": \"text/plain\"}"));

    assertEquals("COLDLINE", done.at("/resource/storageClass").asText());
    assertEquals("k", done.at("/resource/kmsKeyName").asText());
  }

  @Test
  void goesOnFromATokenUntilAllIsCopied() {
    server.limitRewrites(2 * MIB);

    ObjectNode first = RawHttp.json(http.send("POST", REWRITE, ""));
    assertFalse(first.get("done").asBoolean());
    assertEquals(Integer.toString(2 * MIB), first.get("totalBytesRewritten").asText());
    assertFalse(first.has("resource"));
    assertEquals(404, http.get("/storage/v1/b/other/o/to%2Fhere").statusCode());

    String token = first.get("rewriteToken").asText();
    ObjectNode second = RawHttp.json(http.send("POST", REWRITE + "?rewriteToken=" + token, ""));
    assertTrue(second.get("done").asBoolean());
    assertArrayEquals(data, copied());
  }

  @Test
  void copiesNoMoreInARequestThanItIsAskedTo() {
    String asked = REWRITE + "?maxBytesRewrittenPerCall=";

    assertEquals(400, http.send("POST", asked + "1000", "").statusCode());
    assertEquals(
        Integer.toString(MIB),
        RawHttp.json(http.send("POST", asked + MIB, "")).get("totalBytesRewritten").asText());
  }

  @Test
  void holdsATokenToItsRewriteAndItsGeneration() {
    server.limitRewrites(MIB);
    String token =
        "?rewriteToken="
            + RawHttp.json(http.send("POST", REWRITE, "")).get("rewriteToken").asText();

    assertEquals(
        400, http.send("POST", FROM + "/rewriteTo/b/other/o/else" + token, "").statusCode());
    assertEquals(400, http.send("POST", REWRITE + "?rewriteToken=x", "").statusCode());
    insert("from", new byte[] {1});
    assertEquals(404, http.send("POST", REWRITE + token, "").statusCode());
  }

  @Test
  void holdsTheTargetsConditionAtTheEndToo() {
    server.limitRewrites(2 * MIB);
    String conditional = REWRITE + "?ifGenerationMatch=0";
    String token = RawHttp.json(http.send("POST", conditional, "")).get("rewriteToken").asText();
    http.send("POST", FROM + "/copyTo/b/other/o/to%2Fhere", "{\"contentType\": \"text/plain\"}");

    HttpResponse<byte[]> late = http.send("POST", conditional + "&rewriteToken=" + token, "");

    assertEquals(412, late.statusCode());
  }

  @Test
  void servesGooglesCopyWriter() {
    server.limitRewrites(MIB);
    Storage storage = GoogleClient.of(server);
    CopyWriter copy =
        storage.copy(CopyRequest.of(BlobId.of("lab", "from"), BlobId.of("other", "to/here")));
    assertFalse(copy.isDone());

    assertEquals("text/x", copy.getResult().getContentType());
    assertArrayEquals(data, copied());
  }

  @Test
  void movesWithinABucket() {
    assertEquals(200, http.send("POST", FROM + "/moveTo/o/there", "").statusCode());

    assertEquals(404, http.get(FROM).statusCode());
    assertArrayEquals(data, http.get("/storage/v1/b/lab/o/there?alt=media").body());
  }

  @Test
  void composesObjectsInTheOrderNamed() {
    insert("one", "1".getBytes(StandardCharsets.UTF_8));
    insert("two", "2".getBytes(StandardCharsets.UTF_8));

    ObjectNode composed =
        RawHttp.json(
            http.send(
                "POST",
                "/storage/v1/b/lab/o/both/compose",
                "{\"sourceObjects\": [{\"name\": \"two\"}, {\"name\": \"one\"}, {\"name\": \"two\"}],"
                    + " \"destination\": {\"contentType\": \"text/plain\"}}"));

    assertEquals(3, composed.get("componentCount").asInt());
    assertFalse(composed.has("md5Hash"));
    assertTrue(composed.has("crc32c"));
    assertEquals("212", RawHttp.text(http.get("/storage/v1/b/lab/o/both?alt=media")));
  }

  @Test
  void refusesToComposeOfNothingOrOfTheAbsent() {
    String compose = "/storage/v1/b/lab/o/both/compose";

    assertEquals(400, http.send("POST", compose, "{}").statusCode());
    assertEquals(
        404,
        http.send("POST", compose, "{\"sourceObjects\": [{\"name\": \"absent\"}]}").statusCode());
    assertEquals(
        404, http.send("POST", "/storage/v1/b/lab/o/absent/copyTo/b/lab/o/x", "").statusCode());
    assertEquals(404, http.send("POST", FROM + "/rewriteTo/b/none/o/x", "").statusCode());
  }
}
