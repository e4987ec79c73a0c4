package io.runpaths.gcs.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.StorageBatch;
import com.google.cloud.storage.StorageBatchResult;
import com.google.cloud.storage.StorageException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several calls in one request. */
final class BatchesTest {
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

  private void insert(String name) {
    http.send("POST", "/upload/storage/v1/b/lab/o?uploadType=media&name=" + name, name);
  }

  private HttpResponse<byte[]> batch(List<String> calls) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < calls.size(); i++) {
      body.append(
              "--cut\r\nContent-Type: application/http\r\nContent-ID: <x+%d>\r\n\r\n".formatted(i))
          .append(calls.get(i))
          .append("\r\n\r\n");
    }
    return http.send(
        "POST",
        "/batch/storage/v1",
        body + "--cut--\r\n",
        "Content-Type",
        "multipart/mixed; boundary=cut");
  }

  @Test
  void answersEachCallInItsOrder() {
    insert("a");

    HttpResponse<byte[]> answered =
        batch(
            List.of(
                "DELETE /storage/v1/b/lab/o/a HTTP/1.1\r\n",
                "DELETE /storage/v1/b/lab/o/a HTTP/1.1\r\n",
                "GET https://storage.googleapis.com/storage/v1/b/lab HTTP/1.1\r\n"));

    assertEquals(200, answered.statusCode());
    List<Multipart.Part> parts =
        Multipart.parse(
            answered.headers().firstValue("Content-Type").orElseThrow(), answered.body());
    assertEquals(
        List.of("HTTP/1.1 204 OK", "HTTP/1.1 404 Error", "HTTP/1.1 200 OK"),
        parts.stream()
            .map(part -> new String(part.body(), UTF_8).lines().findFirst().orElseThrow())
            .toList());
    assertEquals("<response-x+1>", parts.get(1).header("Content-ID").orElseThrow());
  }

  @Test
  void holdsConditionsOfEachCallAlone() {
    insert("a");
    insert("b");

    String answered =
        RawHttp.text(
            batch(
                List.of(
                    "DELETE /storage/v1/b/lab/o/a?ifGenerationMatch=1 HTTP/1.1\r\n",
                    "PATCH /storage/v1/b/lab/o/b HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{\"contentType\": \"x/y\"}")));

    assertTrue(answered.contains("conditionNotMet"));
    assertTrue(answered.contains("x/y"));
    assertEquals(200, http.get("/storage/v1/b/lab/o/a").statusCode());
  }

  @Test
  void carriesTheTokenOfTheBatchIntoEachCall() {
    insert("a");
    server.tokens().grant("good");

    String call = "GET /storage/v1/b/lab/o/a HTTP/1.1\r\n";
    assertTrue(RawHttp.text(batch(List.of(call))).contains("HTTP/1.1 401"));
    assertTrue(
        RawHttp.text(batch(List.of(call + "Authorization: Bearer good\r\n")))
            .contains("HTTP/1.1 200"));
  }

  @Test
  void refusesMoreThanAHundredCallsAndThoseThatMoveBytes() {
    String get = "GET /storage/v1/b/lab HTTP/1.1\r\n";

    assertEquals(400, batch(Collections.nCopies(101, get)).statusCode());
    assertEquals(200, batch(Collections.nCopies(100, get)).statusCode());
    assertTrue(
        RawHttp.text(batch(List.of("GET /storage/v1/b/lab/o/a?alt=media HTTP/1.1\r\n")))
            .contains("HTTP/1.1 400"));
  }

  @Test
  void servesGooglesBatchAndCountsItAsOneRequest() {
    for (int i = 0; i < 100; i++) {
      insert("n" + i);
    }
    server.log().clear();
    Storage storage = GoogleClient.of(server);
    StorageBatch batch = storage.batch();
    List<StorageBatchResult<Boolean>> results = new ArrayList<>();
    for (int i = 0; i < 98; i++) {
      results.add(batch.delete(BlobId.of("lab", "n" + i)));
    }
    StorageBatchResult<Boolean> absent = batch.delete(BlobId.of("lab", "absent"));
    StorageBatchResult<Boolean> refused =
        batch.delete(BlobId.of("lab", "n99"), BlobSourceOption.generationMatch(7));
    batch.submit();

    results.forEach(result -> assertTrue(result.get()));
    assertEquals(false, absent.get());
    assertEquals(412, assertThrows(StorageException.class, refused::get).getCode());
    assertEquals(1, server.log().requests().size());
    assertEquals(101, server.log().all().size());
  }
}
