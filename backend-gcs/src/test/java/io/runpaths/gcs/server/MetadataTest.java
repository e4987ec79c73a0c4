package io.runpaths.gcs.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metadata of objects: reading, patching and replacing it. */
final class MetadataTest {
  private static final String DOC = "/storage/v1/b/lab/o/doc";

  private final GcsServer server = GcsServer.start();
  private final RawHttp http = new RawHttp(server.uri());

  @BeforeEach
  void createObject() {
    server.createBucket("lab");
    http.send(
        "POST",
        "/upload/storage/v1/b/lab/o?uploadType=media&name=doc",
        "x",
        "Content-Type",
        "text/plain");
    http.send("PATCH", DOC, "{\"metadata\": {\"a\": \"1\", \"b\": \"2\"}}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void growsItsOwnGenerationWhenPatched() {
    ObjectNode before = RawHttp.json(http.get(DOC));
    ObjectNode after =
        RawHttp.json(http.send("PATCH", DOC, "{\"metadata\": {\"a\": null, \"c\": \"3\"}}"));

    assertEquals(before.get("generation"), after.get("generation"));
    assertEquals(3, after.get("metageneration").asInt());
    assertEquals("{\"b\":\"2\",\"c\":\"3\"}", after.get("metadata").toString());
    assertEquals("text/plain", after.get("contentType").asText());
    assertFalse(before.get("etag").equals(after.get("etag")));
  }

  @Test
  void losesWhatIsPatchedWithNull() {
    http.send("PATCH", DOC, "{\"contentType\": null, \"metadata\": null}");

    ObjectNode after = RawHttp.json(http.get(DOC));
    assertFalse(after.has("contentType"));
    assertFalse(after.has("metadata"));
  }

  @Test
  void isReplacedWholeByAnUpdate() {
    ObjectNode after =
        RawHttp.json(http.send("PUT", DOC, "{\"metadata\": {\"z\": \"9\"}, \"size\": \"99\"}"));

    assertEquals("{\"z\":\"9\"}", after.get("metadata").toString());
    assertFalse(after.has("contentType"));
    assertEquals("1", after.get("size").asText());
    assertEquals("STANDARD", after.get("storageClass").asText());
  }

  @Test
  void isPatchedByPostWithAnotherMethodInItsHeader() {
    ObjectNode after =
        RawHttp.json(
            http.send(
                "POST", DOC, "{\"metadata\": {\"c\": \"3\"}}", "X-HTTP-Method-Override", "PATCH"));

    assertEquals("3", after.at("/metadata/c").asText());
  }

  @Test
  void isShownInPartWhereOnlyAPartIsWanted() {
    assertEquals(
        "{\"name\":\"doc\",\"metadata\":{\"b\":\"2\"}}",
        RawHttp.text(http.get(DOC + "?fields=name,metadata/b")));
    assertEquals(
        "{\"items\":[{\"name\":\"doc\",\"size\":\"1\"}]}",
        RawHttp.text(
            http.get("/storage/v1/b/lab/o?fields=items(name,size),items/name,nextPageToken")));
    assertEquals(400, http.get(DOC + "?fields=a(b").statusCode());
  }
}
