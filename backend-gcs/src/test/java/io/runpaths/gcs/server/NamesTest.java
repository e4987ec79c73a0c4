package io.runpaths.gcs.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, the odd ones before all. */
final class NamesTest {
  private final GcsServer server = GcsServer.start();
  private final RawHttp http = new RawHttp(server.uri());

  @BeforeEach
  void createBucket() {
    server.createBucket("lab");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a+b",
        "a%2Fb",
        "a/b",
        "a//b",
        "/a",
        "a/",
        "../a",
        "a/./b/../c",
        "...",
        "ä/\uD83D\uDE00/ﬁ",
        "a?b=c&d#e",
        "a;b:c@d!$'()*,=",
        "\"quoted\"\\",
        "tab\there",
        "o/x/rewriteTo/b/lab/o/y"
      })
  void areKeptLetterByLetter(String name) {
    Storage storage = GoogleClient.of(server);
    storage.create(BlobInfo.newBuilder("lab", name).build(), name.getBytes(UTF_8));

    assertEquals(name, storage.get(BlobId.of("lab", name)).getName());
    assertEquals(name, new String(storage.readAllBytes(BlobId.of("lab", name)), UTF_8));
    assertEquals(name, storage.list("lab").iterateAll().iterator().next().getName());
    assertEquals(
        name + "-copy",
        storage
            .copy(Storage.CopyRequest.of(BlobId.of("lab", name), BlobId.of("lab", name + "-copy")))
            .getResult()
            .getName());
    assertTrue(storage.delete(BlobId.of("lab", name)));
  }

  @Test
  void areReadFromPathAndQueryEachInItsOwnWay() {
    http.send("POST", "/upload/storage/v1/b/lab/o?uploadType=media&name=a+b%2Bc", "x");

    assertEquals(200, http.get("/storage/v1/b/lab/o/a%20b+c").statusCode());
    assertEquals(404, http.get("/storage/v1/b/lab/o/a+b+c").statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%2E", "%2E%2E", "a%0Ab", "a%0Db", ".well-known/acme-challenge/x", "%FF"})
  void areRefusedWhereTheRulesForbidThem(String encoded) {
    HttpResponse<byte[]> refused =
        http.send("POST", "/upload/storage/v1/b/lab/o?uploadType=media&name=" + encoded, "x");

    assertEquals(400, refused.statusCode());
    assertEquals("invalid", RawHttp.reason(refused));
  }

  @Test
  void haveAtMost1024Bytes() {
    String insert = "/upload/storage/v1/b/lab/o?uploadType=media&name=";

    assertEquals(200, http.send("POST", insert + "%C3%A9".repeat(512), "x").statusCode());
    assertEquals(400, http.send("POST", insert + "%C3%A9".repeat(512) + "x", "x").statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "Upper", "-begin", "end-", "a..b", "goo gle"})
  void ofBucketsAreRefusedWhereTheRulesForbidThem(String name) {
    assertEquals(
        400,
        http.send("POST", "/storage/v1/b?project=p", "{\"name\": \"%s\"}".formatted(name))
            .statusCode());
  }
}
