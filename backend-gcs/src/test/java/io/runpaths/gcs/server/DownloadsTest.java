package io.runpaths.gcs.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobSourceOption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of objects, whole and in part, as stored and unpacked. */
final class DownloadsTest {
  private static final String DIGITS = "/storage/v1/b/lab/o/digits?alt=media";

  private final GcsServer server = GcsServer.start();
  private final RawHttp http = new RawHttp(server.uri());

  @BeforeEach
  void createObjects() throws IOException {
    server.createBucket("lab");
    insert("digits", "0123456789".getBytes(UTF_8), "");
    insert("packed.txt", gzip("hello, hello, hello"), "&contentEncoding=gzip");
    insert("empty", new byte[0], "");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<byte[]> insert(String name, byte[] content, String more) {
    HttpResponse<byte[]> inserted =
        http.send(
            "POST",
            "/upload/storage/v1/b/lab/o?uploadType=media&name=" + name + more,
            content,
            "Content-Type",
            "text/plain");
    assertEquals(200, inserted.statusCode());
    return inserted;
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-3, 0123, bytes 0-3/10",
    "bytes=4-4, 4, bytes 4-4/10",
    "bytes=7-, 789, bytes 7-9/10",
    "bytes=8-100, 89, bytes 8-9/10",
    "bytes=-3, 789, bytes 7-9/10",
    "bytes=-100, 0123456789, bytes 0-9/10"
  })
  void answersTheRangeAskedFor(String range, String content, String said) {
    HttpResponse<byte[]> part = http.get(DIGITS, "Range", range);

    assertEquals(206, part.statusCode());
    assertEquals(content, RawHttp.text(part));
    assertEquals(said, part.headers().firstValue("Content-Range").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=11-12", "bytes=-0"})
  void refusesRangesBeyondTheEnd(String range) {
    assertEquals(416, http.get(DIGITS, "Range", range).statusCode());
  }

  @Test
  void hasNoRangeInAnEmptyObject() {
    String empty = "/storage/v1/b/lab/o/empty?alt=media";

    assertEquals(416, http.get(empty, "Range", "bytes=0-").statusCode());
    assertEquals(200, http.get(empty).statusCode());
    assertEquals(0, http.get(empty).body().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=3-1", "bytes=0-1,4-5", "lines=1-2", "bytes=-"})
  void ignoresRangesOfAnotherForm(String range) {
    HttpResponse<byte[]> whole = http.get(DIGITS, "Range", range);

    assertEquals(200, whole.statusCode());
    assertEquals("0123456789", RawHttp.text(whole));
  }

  @Test
  void tellsVersionSizeAndChecksums() {
    HttpResponse<byte[]> object = http.get("/storage/v1/b/lab/o/digits");
    HttpResponse<byte[]> part = http.get(DIGITS, "Range", "bytes=2-3");

    assertEquals(
        RawHttp.json(object).get("generation").asText(),
        part.headers().firstValue("x-goog-generation").orElseThrow());
    assertEquals("1", part.headers().firstValue("x-goog-metageneration").orElseThrow());
    assertEquals("10", part.headers().firstValue("x-goog-stored-content-length").orElseThrow());
    assertEquals("text/plain", part.headers().firstValue("Content-Type").orElseThrow());
    assertEquals(
        "crc32c=KAwGng==,md5=eB5eJF1ptWaXm4bijSPyxw==",
        part.headers().firstValue("x-goog-hash").orElseThrow());
  }

  @Test
  void servesAnOlderGenerationWhereTheBucketKeepsIt() {
    server.createBucket("kept", settings -> settings.putObject("versioning").put("enabled", true));
    String insert = "/upload/storage/v1/b/kept/o?uploadType=media&name=doc";
    String first = RawHttp.json(http.send("POST", insert, "1")).get("generation").asText();
    http.send("POST", insert, "2");
    String get = "/storage/v1/b/kept/o/doc?alt=media";

    assertEquals("2", RawHttp.text(http.get(get)));
    assertEquals("1", RawHttp.text(http.get(get + "&generation=" + first)));
    assertEquals(404, http.get(get + "&generation=7").statusCode());
  }

  @Test
  void unpacksGzipForReadersWhoDoNotTakeIt() {
    HttpResponse<byte[]> unpacked =
        http.get("/storage/v1/b/lab/o/packed.txt?alt=media", "Range", "bytes=0-3");

    assertEquals(200, unpacked.statusCode());
    assertEquals("hello, hello, hello", RawHttp.text(unpacked));
    assertTrue(unpacked.headers().firstValue("Content-Length").isEmpty());
    assertEquals(
        "gzip", unpacked.headers().firstValue("x-goog-stored-content-encoding").orElseThrow());
    assertEquals(
        "gunzipped",
        unpacked.headers().firstValue("x-guploader-response-body-transformations").orElseThrow());
  }

  @Test
  void sendsStoredBytesToReadersWhoTakeGzip() throws IOException {
    byte[] stored = gzip("hello, hello, hello");
    String packed = "/storage/v1/b/lab/o/packed.txt?alt=media";

    HttpResponse<byte[]> whole = http.get(packed, "Accept-Encoding", "gzip");
    HttpResponse<byte[]> part = http.get(packed, "Accept-Encoding", "gzip", "Range", "bytes=0-1");

    assertArrayEquals(stored, whole.body());
    assertEquals("gzip", whole.headers().firstValue("Content-Encoding").orElseThrow());
    assertEquals(206, part.statusCode());
    assertArrayEquals(new byte[] {0x1f, (byte) 0x8b}, part.body());
  }

  @Test
  void sendsStoredBytesWhereTransformingIsForbidden() throws IOException {
    http.send("PATCH", "/storage/v1/b/lab/o/packed.txt", "{\"cacheControl\": \"no-transform\"}");

    assertArrayEquals(
        gzip("hello, hello, hello"), http.get("/storage/v1/b/lab/o/packed.txt?alt=media").body());
  }

  @Test
  void refusesInWordsAloneWhereBytesWereAskedFor() {
    HttpResponse<byte[]> absent = http.get("/storage/v1/b/lab/o/absent?alt=media");

    assertEquals(404, absent.statusCode());
    assertEquals("No such object: lab/absent", RawHttp.text(absent));
  }

  @Test
  void servesGooglesReadChannel() throws IOException {
    Storage storage = GoogleClient.of(server);
    try (ReadChannel channel = storage.reader(BlobId.of("lab", "digits"))) {
      channel.seek(3);
      channel.limit(7);

      assertEquals("3456", new String(Channels.newInputStream(channel).readAllBytes(), UTF_8));
    }
  }

  @Test
  void servesGooglesClientStoredAndUnpackedBytes() throws IOException {
    Storage storage = GoogleClient.of(server);
    BlobId packed = BlobId.of("lab", "packed.txt");

    assertEquals("hello, hello, hello", new String(storage.readAllBytes(packed), UTF_8));
    assertArrayEquals(
        gzip("hello, hello, hello"),
        storage.readAllBytes(packed, BlobSourceOption.shouldReturnRawInputStream(true)));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }
}
