package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.Failure;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Bulk calls fail as those of the SDK's client do, whichever way they go. */
final class BulkRefusalsTest {
  private static final Op OP = new Op("test", "s3://bucket/key");
  private static final AwsCredentialsProvider KEYS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("lab-key", "lab-secret"));

  /** The calls. */
  private enum Call {
    PUT,
    UPLOAD_PART,
    GET,
    COPY,
    DELETE,
    LIST;

    void on(Bulk bulk) throws IOException {
      byte[] bytes = "some bytes".getBytes(StandardCharsets.UTF_8);
      Payload payload = Payload.of(bytes, bytes.length);
      switch (this) {
        case PUT -> bulk.put("key", Map.of(), payload);
        case UPLOAD_PART -> bulk.uploadPart("key", "upload", 1, Map.of(), payload);
        case GET -> bulk.get("key", Map.of()).stream().close();
        case COPY -> bulk.copy(new Location("s3", "source", "from"), "key", Map.of());
        case DELETE -> bulk.delete("key", Map.of());
        case LIST -> bulk.list(Map.of("prefix", "a/"), Map.of());
      }
    }
  }

  private static Named<byte[]> refusal(String status, String code) {
    String body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
            + code
            + "</Code><Message>Words of the &lt;server&gt; &amp; more</Message><Resource>/b/k"
            + "</Resource><RequestId>REQ1</RequestId><HostId>HOST1</HostId></Error>";
    return Named.of(
        status + " " + code,
        RecordingServer.answer(
            status,
            Map.of("x-amz-request-id", "REQ0", "x-amz-id-2", "ID2", "Content-Type", "text/xml"),
            body));
  }

  private static Named<byte[]> answer(
      String name, String status, Map<String, String> headers, String body) {
    return Named.of(name, RecordingServer.answer(status, headers, body));
  }

  static Stream<Named<byte[]>> refusals() {
    return Stream.of(
        refusal("400 Bad Request", "ExpiredToken"),
        refusal("400 Bad Request", "EntityTooLarge"),
        refusal("400 Bad Request", "BadDigest"),
        refusal("400 Bad Request", "KeyTooLongError"),
        refusal("400 Bad Request", "InvalidRequest"),
        refusal("400 Bad Request", "RequestTimeout"),
        refusal("403 Forbidden", "AccessDenied"),
        refusal("403 Forbidden", "SignatureDoesNotMatch"),
        refusal("403 Forbidden", "InvalidObjectState"),
        refusal("404 Not Found", "NoSuchKey"),
        refusal("404 Not Found", "NoSuchBucket"),
        refusal("404 Not Found", "NoSuchUpload"),
        refusal("409 Conflict", "ConditionalRequestConflict"),
        refusal("412 Precondition Failed", "PreconditionFailed"),
        refusal("416 Range Not Satisfiable", "InvalidRange"),
        refusal("429 Too Many Requests", "TooManyRequests"),
        refusal("500 Internal Server Error", "InternalError"),
        refusal("501 Not Implemented", "NotImplemented"),
        refusal("503 Slow Down", "SlowDown"),
        refusal("507 Insufficient Storage", "XMinioStorageFull"),
        refusal("418 I'm a teapot", "NoCodeOfThisKind"),
        answer("a bare 403", "403 Forbidden", Map.of(), ""),
        answer("a bare 404", "404 Not Found", Map.of("x-amz-request-id", "R"), ""),
        answer("a bare 412", "412 Precondition Failed", Map.of(), ""),
        answer("a bare 500", "500 Oops", Map.of(), ""),
        answer("a 503 that says when", "503 Slow Down", Map.of("Retry-After", "7"), ""),
        answer(
            "a code in a header alone",
            "400 Bad Request",
            Map.of("x-minio-error-code", "XMinioStorageFull"),
            ""),
        answer(
            "a redirect to another region",
            "301 Moved Permanently",
            Map.of("x-amz-bucket-region", "eu-west-3"),
            "<Error><Code>PermanentRedirect</Code><Message>m</Message></Error>"),
        answer(
            "a redirect to another host",
            "307 Temporary Redirect",
            Map.of("Location", "http://elsewhere.example.org/key"),
            ""),
        answer(
            "a page instead of XML",
            "502 Bad Gateway",
            Map.of("Content-Type", "text/html"),
            "<!DOCTYPE html><html><head><title>502</title><br></head></html>"),
        answer("plain text", "404 Not Found", Map.of(), "404 page not found\n"),
        answer("broken XML", "403 Forbidden", Map.of(), "<Error><Code>AccessDenied</Code>"),
        answer(
            "entities that grow",
            "400 Bad Request",
            Map.of(),
            "<!DOCTYPE e [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
                + "<Error><Code>AccessDenied</Code><Message>&b;&b;</Message></Error>"),
        answer(
            "a name in a namespace",
            "404 Not Found",
            Map.of(),
            "<Error xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Code>NoSuchKey</Code>"
                + "<Message>m</Message></Error>"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusalsAreThoseOfTheClient(byte[] answer) throws IOException {
    for (Call call : Call.values()) {
      assertSame(answer, call);
    }
  }

  static Stream<Named<byte[]>> answersToCopies() {
    return Stream.of(
        answer(
            "an error behind a success",
            "200 OK",
            Map.of("x-amz-request-id", "R"),
            "<Error><Code>InternalError</Code><Message>We failed.</Message></Error>"),
        answer(
            "a throttle behind a success",
            "200 OK",
            Map.of(),
            "\n\n<?xml version=\"1.0\"?><Error><Code>SlowDown</Code></Error>".strip()),
        answer("a document cut short", "200 OK", Map.of(), "<CopyObjectResult><ETag>\"a"),
        answer("no XML", "200 OK", Map.of(), "Welcome to this network!"));
  }

  @ParameterizedTest
  @MethodSource("answersToCopies")
  void whatFollowsASuccessIsReadAsTheClientDoes(byte[] answer) throws IOException {
    assertSame(answer, Call.COPY);
  }

  static Stream<Named<byte[]>> brokenAnswers() {
    Map<String, String> close = Map.of("Connection", "close");
    Map<String, String> longer = Map.of("Connection", "close", "Content-Length", "1000");
    return Stream.of(
        Named.of("nothing", "Connection: close".getBytes(StandardCharsets.UTF_8)),
        Named.of(
            "half a head",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nETag".getBytes(StandardCharsets.UTF_8)),
        answer("a success cut short", "200 OK", longer, "<CopyObjectResult>"),
        answer("a copy that says nothing", "200 OK", close, "not XML"));
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void brokenAnswersAreToldAsByTheClient(byte[] answer) throws IOException {
    assertSame(answer, Call.COPY);
  }

  @Test
  void theRegionThatADocumentNamesIsFound() throws IOException {
    try (RecordingServer server = new RecordingServer();
        S3Connection connection = open(server, "direct")) {
      server.answers(
          RecordingServer.answer(
              "400 Bad Request",
              Map.of(),
              "<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message>"
                  + "<Region>ap-south-1</Region></Error>"));
      assertTrue(told(connection, Call.PUT).contains("ap-south-1"));
    }
  }

  @Test
  void anotherServersPageIsNotTakenForARefusal() throws IOException {
    try (RecordingServer server = new RecordingServer();
        S3Connection connection = open(server, "direct")) {
      server.answers(
          RecordingServer.answer("403 Forbidden", Map.of(), "<html><body>No.</body></html>"));
      assertTrue(told(connection, Call.PUT).contains("MALFORMED"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "direct"})
  void aClockThatIsWrongIsSetByTheServersAnswer(String way) throws IOException {
    Instant there = Instant.now().plus(3, ChronoUnit.HOURS);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atOffset(ZoneOffset.UTC));
    byte[] skewed =
        RecordingServer.answer(
            "403 Forbidden",
            Map.of("Date", date),
            "<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>");
    Location root = new Location("s3", "bucket", "root");
    try (RecordingServer server = new RecordingServer();
        S3Backend backend =
            S3Backend.open(root, settings(server, way), KEYS, time -> Thread.onSpinWait())) {
      String crc =
          Crc32c.base64(Payload.of("content".getBytes(StandardCharsets.UTF_8), 7).crc32c());
      server.answers(
          skewed,
          RecordingServer.answer(
              "200 OK", Map.of("ETag", "\"e1\"", "x-amz-checksum-crc32c", crc), "content"));
      try (ObjectContent content = backend.read(ObjectKey.of("key"), ReadOptions.ALL)) {
        assertEquals(7, content.length());
      }
      List<RecordingServer.Request> sent = server.taken();
      assertEquals(2, sent.size());
      assertSignedAbout(there, sent.get(1));
    }
  }

  /** The refusal of a HEAD has no words: it takes a question that is answered by some. */
  @ParameterizedTest
  @ValueSource(strings = {"client", "direct"})
  void aClockThatIsWrongIsSetAlsoWhereTheRefusalHasNoWords(String way) throws IOException {
    Instant there = Instant.now().minus(5, ChronoUnit.HOURS);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atOffset(ZoneOffset.UTC));
    Location root = new Location("s3", "bucket", "root");
    try (RecordingServer server = new RecordingServer();
        S3Backend backend =
            S3Backend.open(root, settings(server, way), KEYS, time -> Thread.onSpinWait())) {
      server.answers(
          RecordingServer.answer("403 Forbidden", Map.of("Date", date), ""),
          RecordingServer.answer(
              "403 Forbidden",
              Map.of("Date", date),
              "<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>"),
          RecordingServer.answer("200 OK", Map.of("ETag", "\"e1\"", "Content-Length", "7"), ""));
      assertEquals(7, backend.stat(ObjectKey.of("key")).orElseThrow().size());
      List<RecordingServer.Request> sent = server.taken();
      assertEquals(
          List.of("HEAD", "GET", "HEAD"),
          sent.stream().map(request -> request.line().split(" ", 2)[0]).toList());
      assertSignedAbout(there, sent.get(2));
    }
  }

  private static void assertSignedAbout(Instant there, RecordingServer.Request request) {
    Instant signed =
        Instant.from(
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX")
                .parse(String.valueOf(request.headers().get("x-amz-date"))));
    long seconds = Math.abs(ChronoUnit.SECONDS.between(there, signed));
    assertTrue(seconds < 600, "signed for " + signed + ", but it is " + there);
  }

  private static S3Connection open(RecordingServer server, String way) {
    return S3Connection.open("bucket", settings(server, way), KEYS);
  }

  private static S3Settings settings(RecordingServer server, String way) {
    Options options = S3Options.builder().endpoint(server.uri()).region("eu-central-1").build();
    return S3Settings.from(options.with(S3Options.TRANSPORT, way));
  }

  private static void assertSame(byte[] answer, Call call) throws IOException {
    try (RecordingServer server = new RecordingServer();
        S3Connection byClient = open(server, "client");
        S3Connection direct = open(server, "direct")) {
      server.answers(answer);
      assertEquals(told(byClient, call), told(direct, call), call.toString());
    }
  }

  /** What became of a call, in all that the driver goes by. */
  private static String told(S3Connection connection, Call call) {
    try {
      call.on(connection.site(OP).bulk());
      return "success";
    } catch (IOException | RuntimeException e) {
      Failure failure = connection.translate(OP, e);
      String words =
          failure.exception().getClass().getSimpleName()
              + " "
              + failure.exception().reason()
              + " "
              + failure.refusal()
              + " "
              + failure.lost()
              + " "
              + failure.retry()
              + " "
              + failure.pause()
              + " "
              + failure.region();
      return e instanceof S3Exception refused ? words + "\n" + told(refused) : words;
    }
  }

  private static String told(S3Exception e) {
    AwsErrorDetails details = e.awsErrorDetails();
    Map<String, List<String>> headers = new TreeMap<>(details.sdkHttpResponse().headers());
    return String.join(
        "\n",
        String.valueOf(e.getMessage()).replaceFirst(" \\(SDK Attempt Count: 1\\)", ""),
        String.valueOf(e.statusCode()),
        String.valueOf(e.requestId()),
        String.valueOf(e.extendedRequestId()),
        String.valueOf(details.errorCode()),
        String.valueOf(details.errorMessage()),
        String.valueOf(details.serviceName()),
        headers.toString());
  }
}
