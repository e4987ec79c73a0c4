package io.runpaths.gcs.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.WriteChannel;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import io.runpaths.testkit.TestClock;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads over many requests, as "Perform resumable uploads" describes them. */
final class ResumableUploadsTest {
  private static final int QUANTUM = 256 * 1024;
  private static final String SESSIONS = "/upload/storage/v1/b/lab/o?uploadType=resumable";

  private final TestClock clock = TestClock.at(Instant.parse("2026-02-08T12:00:00Z"));
  private final GcsServer server = GcsServer.start(clock);
  private final RawHttp http = new RawHttp(server.uri());
  private final byte[] data = bytes(3 * QUANTUM + 17);

  @BeforeEach
  void createBucket() {
    server.createBucket("lab");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String open(String more, String... headers) {
    HttpResponse<byte[]> started = http.send("POST", SESSIONS + "&name=big" + more, "", headers);
    assertEquals(200, started.statusCode(), () -> RawHttp.text(started));
    return started.headers().firstValue("Location").orElseThrow();
  }

  private HttpResponse<byte[]> put(String session, int from, int to, String total) {
    return http.send(
        "PUT",
        session,
        Arrays.copyOfRange(data, from, to),
        "Content-Range",
        "bytes %d-%d/%s".formatted(from, to - 1, total));
  }

  private HttpResponse<byte[]> ask(String session, String total) {
    return http.send("PUT", session, "", "Content-Range", "bytes */" + total);
  }

  private static void assertKept(int expected, HttpResponse<byte[]> answer) {
    assertEquals(308, answer.statusCode(), () -> RawHttp.text(answer));
    assertEquals(
        expected == 0 ? null : "bytes=0-" + (expected - 1),
        answer.headers().firstValue("Range").orElse(null));
  }

  private byte[] stored() {
    return http.get("/storage/v1/b/lab/o/big?alt=media").body();
  }

  private int status() {
    return http.get("/storage/v1/b/lab/o/big").statusCode();
  }

  @Test
  void keepsChunksAndShowsTheObjectOnlyAtTheEnd() {
    String session = open("");

    assertKept(QUANTUM, put(session, 0, QUANTUM, "*"));
    assertKept(3 * QUANTUM, put(session, QUANTUM, 3 * QUANTUM, "*"));
    assertEquals(404, status());
    assertEquals(1, server.openUploads());
    HttpResponse<byte[]> done =
        put(session, 3 * QUANTUM, data.length, Integer.toString(data.length));

    assertEquals(200, done.statusCode());
    assertEquals("big", RawHttp.json(done).get("name").asText());
    assertArrayEquals(data, stored());
    assertEquals(0, server.openUploads());
  }

  @Test
  void answersHowFarItIsWithoutEndingTheUpload() {
    String session = open("");

    assertKept(0, ask(session, "*"));
    put(session, 0, QUANTUM, "*");
    assertKept(QUANTUM, ask(session, "*"));
    assertKept(QUANTUM, ask(session, Integer.toString(data.length)));
    assertEquals(404, status());
    assertEquals(200, ask(session, Integer.toString(QUANTUM)).statusCode());
    assertArrayEquals(Arrays.copyOf(data, QUANTUM), stored());
  }

  @Test
  void answersWithTheObjectWhenAskedAfterTheEnd() {
    String session = open("");
    HttpResponse<byte[]> done = put(session, 0, data.length, Integer.toString(data.length));

    HttpResponse<byte[]> asked = ask(session, "*");

    assertEquals(200, asked.statusCode());
    assertEquals(RawHttp.json(done), RawHttp.json(asked));
    assertEquals(200, put(session, 0, QUANTUM, "*").statusCode());
  }

  @Test
  void makesAnEmptyObject() {
    assertEquals(200, ask(open(""), "0").statusCode());
    assertEquals(0, stored().length);
  }

  @Test
  void takesAllInOneRequestWithoutARange() {
    assertEquals(200, http.send("PUT", open(""), data).statusCode());
    assertArrayEquals(data, stored());
  }

  @Test
  void endsWithTheBodyWhereNoEndIsNamed() {
    assertEquals(
        200, http.send("PUT", open(""), data, "Content-Range", "bytes 0-*/*").statusCode());
    assertArrayEquals(data, stored());
  }

  @Test
  void keepsOnlyWholeQuantaBeforeTheEnd() {
    String session = open("");

    assertKept(QUANTUM, put(session, 0, QUANTUM + 100, "*"));
    HttpResponse<byte[]> small = put(session, QUANTUM, QUANTUM + 100, "*");
    assertEquals(400, small.statusCode());
    assertTrue(RawHttp.text(small).contains("equal or greater than 262144"));
    assertKept(QUANTUM, ask(session, "*"));
  }

  @Test
  void passesOverBytesThatAreThereAlready() {
    String session = open("");
    put(session, 0, 2 * QUANTUM, "*");

    assertKept(2 * QUANTUM, put(session, 0, QUANTUM, "*"));
    HttpResponse<byte[]> done = put(session, QUANTUM, data.length, Integer.toString(data.length));

    assertEquals(200, done.statusCode());
    assertArrayEquals(data, stored());
  }

  @Test
  void refusesBytesThatRunAhead() {
    String session = open("");

    HttpResponse<byte[]> ahead = put(session, QUANTUM, 2 * QUANTUM, "*");

    assertEquals(503, ahead.statusCode());
    assertTrue(RawHttp.text(ahead).contains("Content-Range"));
    assertKept(0, ask(session, "*"));
  }

  @Test
  void refusesRangesThatContradictThemselves() {
    String session = open("", "X-Upload-Content-Length", Integer.toString(data.length));

    assertEquals(400, put(session, 0, QUANTUM, "1000").statusCode());
    assertEquals(400, ask(session, "5").statusCode());
    assertEquals(
        400,
        http.send("PUT", session, data, "Content-Range", "bytes 0-9/" + data.length).statusCode());
    assertEquals(400, http.send("PUT", session, data, "Content-Range", "0-9").statusCode());
  }

  @Test
  void cancels() {
    String session = open("");
    put(session, 0, QUANTUM, "*");

    assertEquals(499, http.send("DELETE", session, "").statusCode());
    assertEquals(499, ask(session, "*").statusCode());
    assertEquals(404, http.send("DELETE", session + "x", "").statusCode());
    assertEquals(404, status());
    assertEquals(0, server.openUploads());
  }

  @Test
  void forgetsASessionAfterAWeek() {
    String session = open("");
    clock.advance(Duration.ofDays(7));

    assertEquals(410, ask(session, "*").statusCode());
    assertEquals(0, server.openUploads());
  }

  @Test
  void holdsTheConditionAtTheStartAndAtTheEnd() {
    String first = open("&ifGenerationMatch=0");
    String second = open("&ifGenerationMatch=0");
    assertEquals(200, put(first, 0, data.length, Integer.toString(data.length)).statusCode());

    HttpResponse<byte[]> late = put(second, 0, QUANTUM, Integer.toString(QUANTUM));
    assertEquals(412, late.statusCode());
    assertEquals("conditionNotMet", RawHttp.reason(late));
    assertEquals(412, ask(second, "*").statusCode());
    assertEquals(
        412, http.send("POST", SESSIONS + "&name=big&ifGenerationMatch=0", "").statusCode());
    assertArrayEquals(data, stored());
  }

  @Test
  void holdsTheChecksumOfTheMetadata() {
    HttpResponse<byte[]> started =
        http.send("POST", SESSIONS, "{\"name\": \"big\", \"crc32c\": \"AAAAAA==\"}");
    String session = started.headers().firstValue("Location").orElseThrow();

    HttpResponse<byte[]> done = put(session, 0, data.length, Integer.toString(data.length));

    assertEquals(400, done.statusCode());
    assertEquals("invalid", RawHttp.reason(done));
    assertEquals(404, status());
  }

  @Test
  void holdsTheChecksumOfTheLastRequest() {
    String right = Hashes.of(Content.of(data)).crc32c();
    String range = "bytes 0-%d/%d".formatted(data.length - 1, data.length);

    assertEquals(
        400,
        http.send("PUT", open(""), data, "Content-Range", range, "X-Goog-Hash", "crc32c=AAAAAA==")
            .statusCode());
    assertEquals(404, status());
    assertEquals(
        200,
        http.send("PUT", open(""), data, "Content-Range", range, "X-Goog-Hash", "crc32c=" + right)
            .statusCode());
  }

  @Test
  void keepsTheBeginningOfAChunkWhoseConnectionBroke() throws IOException {
    URI session = URI.create(open(""));
    int half = QUANTUM + 1000;
    try (Socket socket = new Socket(session.getHost(), session.getPort())) {
      String head =
          "PUT %s?%s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nContent-Range: bytes 0-%d/%d\r\n\r\n"
              .formatted(
                  session.getRawPath(),
                  session.getRawQuery(),
                  session.getAuthority(),
                  data.length,
                  data.length - 1,
                  data.length);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(data, 0, half);
      socket.shutdownOutput();
      // The end of the server's side says that it has taken in what there was.
      assertEquals(-1, socket.getInputStream().read());
    }

    assertKept(QUANTUM, ask(session.toString(), "*"));
    assertEquals(1, server.log().count(line -> line.status() == 0));
  }

  @Test
  void servesGooglesWriteChannel() throws IOException {
    Storage storage = GoogleClient.of(server);
    WriteChannel channel = storage.writer(BlobInfo.newBuilder("lab", "big").build());
    channel.setChunkSize(QUANTUM);
    channel.write(ByteBuffer.wrap(data));
    assertNull(storage.get("lab", "big"));
    channel.close();

    assertArrayEquals(data, storage.readAllBytes("lab", "big"));
  }

  @Test
  void takesParametersForFieldsOfTheObject() {
    String session = open("&kmsKeyName=k&contentEncoding=gzip", "X-Upload-Content-Type", "a/b");

    ObjectNode stored = RawHttp.json(http.send("PUT", session, data));

    assertEquals("k", stored.get("kmsKeyName").asText());
    assertEquals("gzip", stored.get("contentEncoding").asText());
    assertEquals("a/b", stored.get("contentType").asText());
  }

  @Test
  void givesOutSessionsUnderTheAddressItIsToldTo() {
    assertTrue(open("").startsWith(server.uri().toString()));

    server.announce(URI.create("https://proxy.test:24000"));

    assertTrue(open("").startsWith("https://proxy.test:24000/upload/"));
    assertFalse(open("").contains(server.uri().toString()));
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
