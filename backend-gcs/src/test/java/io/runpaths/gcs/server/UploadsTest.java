package io.runpaths.gcs.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads in one request. */
final class UploadsTest {
  private static final String MEDIA = "/upload/storage/v1/b/lab/o?uploadType=media&name=doc";
  private static final String MULTIPART = "/upload/storage/v1/b/lab/o?uploadType=multipart";
  private static final String TYPE = "multipart/related; boundary=\"cut\"";

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

  private HttpResponse<byte[]> multipart(String resource, String content, String... headers) {
    return http.send("POST", MULTIPART, related(resource, content), with(headers));
  }

  private static String related(String resource, String content) {
    return "--cut\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
        + resource
        + "\r\n--cut\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        + content
        + "\r\n--cut--\r\n";
  }

  private static String[] with(String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "Content-Type";
    all[1] = TYPE;
    System.arraycopy(headers, 0, all, 2, headers.length);
    return all;
  }

  private String stored() {
    return RawHttp.text(http.get("/storage/v1/b/lab/o/doc?alt=media"));
  }

  @Test
  void takeTheBytesAlone() {
    ObjectNode stored = RawHttp.json(http.send("POST", MEDIA, "bytes", "Content-Type", "text/csv"));

    assertEquals("storage#object", stored.get("kind").asText());
    assertEquals("text/csv", stored.get("contentType").asText());
    assertEquals("5", stored.get("size").asText());
    assertEquals("bytes", stored());
  }

  @Test
  void takeMetadataAndBytesTogether() {
    ObjectNode stored =
        RawHttp.json(
            multipart(
                "{\"name\": \"doc\", \"metadata\": {\"k\": \"v\"}, \"generation\": \"5\"}",
                "a\r\n--cu\r\n\r\nb"));

    assertEquals("v", stored.at("/metadata/k").asText());
    assertEquals("text/plain", stored.get("contentType").asText());
    assertFalse(stored.get("generation").asText().equals("5"));
    assertEquals("a\r\n--cu\r\n\r\nb", stored());
  }

  @Test
  void takeNoBytesAtAll() {
    assertEquals(200, multipart("{\"name\": \"doc\"}", "").statusCode());
    assertEquals("", stored());
  }

  @Test
  void refuseBytesThatAreNotThoseOfTheChecksum() {
    HttpResponse<byte[]> wrong = multipart("{\"name\": \"doc\", \"crc32c\": \"AAAAAA==\"}", "x");

    assertEquals(400, wrong.statusCode());
    assertEquals("invalid", RawHttp.reason(wrong));
    assertEquals(
        400, multipart("{\"name\": \"doc\"}", "x", "X-Goog-Hash", "md5=AAAA").statusCode());
    assertEquals(
        200,
        multipart(
                "{\"name\": \"doc\", \"crc32c\": \"%s\"}"
                    .formatted(Hashes.of(Content.of(new byte[] {'x'})).crc32c()),
                "x")
            .statusCode());
  }

  @Test
  void unpackWhatWasPackedForTheJourney() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(related("{\"name\": \"doc\"}", "content").getBytes(UTF_8));
    }

    HttpResponse<byte[]> stored =
        http.send("POST", MULTIPART, packed.toByteArray(), with("Content-Encoding", "gzip"));

    assertEquals("content", stored());
    assertFalse(RawHttp.json(stored).has("contentEncoding"));
  }

  @Test
  void refuseWhatTheyCannotRead() {
    assertEquals(400, http.send("POST", MULTIPART, "x", with()).statusCode());
    assertEquals(400, http.send("POST", MULTIPART, "--cut\r\nx", with()).statusCode());
    assertEquals(400, http.send("POST", MULTIPART, "x", "Content-Type", "text/plain").statusCode());
    assertEquals("parseError", RawHttp.reason(multipart("{", "x")));
    assertEquals("required", RawHttp.reason(multipart("{}", "x")));
    assertEquals("required", RawHttp.reason(http.send("POST", "/upload/storage/v1/b/lab/o", "x")));
    assertEquals(
        400,
        http.send("POST", "/upload/storage/v1/b/lab/o?uploadType=odd&name=doc", "x").statusCode());
    assertEquals(
        404,
        http.send("POST", "/upload/storage/v1/b/none/o?uploadType=media&name=doc", "x")
            .statusCode());
    assertEquals(404, http.get("/storage/v1/b/lab/o/doc").statusCode());
  }

  @Test
  void leaveNothingOfARequestThatBrokeOff() throws IOException {
    try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
      String head =
          "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nbegun".formatted(MEDIA);
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.shutdownOutput();
      assertEquals(-1, socket.getInputStream().read());
    }

    assertEquals(404, http.get("/storage/v1/b/lab/o/doc").statusCode());
    assertEquals(1, server.log().count(line -> line.status() == 0 && line.received() == 5));
  }

  @Test
  void keepEveryByteValue() {
    byte[] all = new byte[1 << 16];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i ^ (i >> 8));
    }
    http.send("POST", MEDIA, all);

    assertArrayEquals(all, http.get("/storage/v1/b/lab/o/doc?alt=media").body());
  }
}
