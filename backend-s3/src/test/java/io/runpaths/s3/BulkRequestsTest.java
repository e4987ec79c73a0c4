package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Bulk calls send what the SDK's client sends, whichever way they go. */
final class BulkRequestsTest {
  private static final Op OP = new Op("test", "s3://bucket/key");
  private static final String COPIED = "<CopyObjectResult><ETag>\"e1\"</ETag></CopyObjectResult>";
  private static final String LISTED =
      "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
  private static final byte[] DELETED = RecordingServer.answer("204 No Content", Map.of(), "");
  private static final Map<String, String> QUERY = query();
  private static final AwsCredentialsProvider KEYS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("lab-key", "lab-secret"));

  /** What differs from request to request, or tells who sent it. */
  private static final Set<String> ITS_OWN =
      Set.of("x-amz-date", "user-agent", "amz-sdk-invocation-id", "amz-sdk-request");

  private final List<SdkHttpRequest> captured = new ArrayList<>();

  @AfterEach
  void forgetTheEnvironment() {
    System.clearProperty("aws.useFipsEndpoint");
    System.clearProperty("aws.useDualstackEndpoint");
    System.clearProperty("aws.s3UseUsEast1RegionalEndpoint");
  }

  private static Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("delimiter", "/");
    query.put("encoding-type", "url");
    query.put("max-keys", "7");
    query.put("prefix", "a b/\u00fc+%");
    query.put("continuation-token", "1/+=?");
    query.put("start-after", "a&b=c");
    return query;
  }

  /** All calls, with everything that a caller can say. */
  private static void all(Bulk bulk, String key, Map<String, String> headers) throws IOException {
    Payload bytes = payload("some bytes");
    bulk.put(key, headers, bytes);
    bulk.uploadPart(key, "id+/ =&?", 17, headers, bytes);
    bulk.get(key, headers).stream().close();
    bulk.copy(new Location("s3", "source.bucket", "from/" + key), key, headers);
    bulk.head(key, headers);
    bulk.head("", headers);
    bulk.list(QUERY, headers);
  }

  private static Payload payload(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Payload.of(bytes, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "a/b/c",
        "a b",
        " a ",
        "100%",
        "a%20b%2Fc%zz",
        "a+b;c=d&e?f#g",
        "a*b'c(d)!e~f",
        "[0]{1}<2>|^`\"\\",
        "$HOME@x,y:z",
        ".hidden/a./...",
        "\u00fcb\u00e9r/u\u0308/\u6a21\u578b/\ud83d\ude80",
        "%2e%2e/..%2Fb"
      })
  void keysAreEncodedAsTheClientDoes(String key) throws IOException {
    try (RecordingServer server = new RecordingServer()) {
      assertSame(
          server,
          at(server.uri()),
          KEYS,
          bulk -> {
            server.answers(RecordingServer.ok(""));
            simple(bulk, key);
            server.answers(DELETED);
            bulk.delete(key, Map.of());
          });
    }
  }

  private static void simple(Bulk bulk, String key) throws IOException {
    bulk.put(key, Map.of(), payload("x"));
    bulk.get(key, Map.of()).stream().close();
    bulk.head(key, Map.of());
    bulk.head("", Map.of());
  }

  static Stream<Map<String, String>> headers() {
    return Stream.of(
        Map.of(),
        Map.of("Content-Type", "text/plain; charset=utf-8"),
        Map.of("If-None-Match", "*", "x-amz-meta-runpaths-write", "s3-0123"),
        Map.of("If-Match", "\"abc-2\"", "Range", "bytes=5-9"),
        Map.of("x-amz-checksum-crc32c", "AAAAAA==", "x-amz-checksum-mode", "ENABLED"),
        Map.of("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="),
        Map.of("x-amz-request-payer", "requester", "x-amz-storage-class", "STANDARD_IA"),
        Map.of(
            "x-amz-server-side-encryption",
            "aws:kms",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "alias/runs"),
        Map.of("x-amz-meta-Note", "  two  spaces, a comma ", "x-amz-meta-empty", ""),
        Map.of("Cache-Control", "no-cache", "Content-Encoding", "gzip"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void headersAreSentAndSignedAsTheClientDoes(Map<String, String> headers) throws IOException {
    try (RecordingServer server = new RecordingServer()) {
      Map<String, String> copy = new HashMap<>(headers);
      copy.putAll(
          Map.of("x-amz-copy-source-if-match", "\"e\"", "x-amz-metadata-directive", "REPLACE"));
      assertSame(
          server,
          at(server.uri()),
          KEYS,
          bulk -> {
            server.answers(RecordingServer.ok(""));
            bulk.put("key", headers, payload("some bytes"));
            bulk.put("key", headers, payload(""));
            bulk.uploadPart("key", "id+/ =&?", 17, headers, payload("some bytes"));
            bulk.get("key", headers).stream().close();
            server.answers(RecordingServer.ok(COPIED));
            bulk.copy(new Location("s3", "source.bucket", "a b/\u00fc+%"), "key", copy);
            server.answers(RecordingServer.ok(LISTED));
            bulk.list(QUERY, headers);
            bulk.list(Map.of("max-keys", "1000"), headers);
            server.answers(RecordingServer.ok(""));
            bulk.head("key", headers);
            bulk.head("", headers);
            server.answers(DELETED);
            bulk.delete("key", headers);
          });
    }
  }

  @Test
  void sessionTokensGoAlong() throws IOException {
    AwsCredentialsProvider session =
        StaticCredentialsProvider.create(
            AwsSessionCredentials.create("lab-key", "lab-secret", "lab-token"));
    try (RecordingServer server = new RecordingServer()) {
      List<RecordingServer.Request> sent =
          assertSame(server, at(server.uri()), session, bulk -> simple(bulk, "key"));
      assertEquals("lab-token", sent.get(0).headers().get("x-amz-security-token"));
    }
  }

  @Test
  void theAnonymousSignNothing() throws IOException {
    try (RecordingServer server = new RecordingServer()) {
      Options options = at(server.uri()).with(S3Options.ANONYMOUS, "true");
      List<RecordingServer.Request> sent =
          assertSame(server, options, null, bulk -> simple(bulk, "key"));
      assertTrue(
          sent.stream().noneMatch(request -> request.headers().containsKey("authorization")),
          sent.toString());
    }
  }

  static Stream<Options> addresses() {
    Options none = Options.NONE;
    return Stream.of(
        none,
        none.with(S3Options.REGION, "eu-central-1"),
        none.with(S3Options.REGION, "cn-north-1"),
        none.with(S3Options.REGION, "us-gov-west-1"),
        none.with(S3Options.REGION, "us-east-1").with(S3Options.PATH_STYLE, "true"),
        none.with(S3Options.REGION, "eu-west-2").with(S3Options.PATH_STYLE, "true"),
        none.with(S3Options.ENDPOINT, "https://storage.example.org"),
        none.with(S3Options.ENDPOINT, "https://storage.example.org:8443/"),
        none.with(S3Options.ENDPOINT, "https://example.org/storage/s3"),
        none.with(S3Options.ENDPOINT, "https://example.org/storage/s3/")
            .with(S3Options.PATH_STYLE, "false"),
        none.with(S3Options.ENDPOINT, "http://storage.example.org")
            .with(S3Options.PATH_STYLE, "false"),
        none.with(S3Options.ENDPOINT, "https://s3.eu-west-1.amazonaws.com"),
        none.with(S3Options.ENDPOINT, "http://[::1]:9000"),
        none.with(S3Options.ENDPOINT, "http://10.0.0.7:9000").with(S3Options.REGION, "lab-1"));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void addressesAreThoseOfTheClient(Options options) throws IOException {
    assertSameAddress("bucket", options);
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void addressesOfBucketsWithDotsAreThoseOfTheClient(Options options) throws IOException {
    assertSameAddress("my.own.bucket", options);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws.useFipsEndpoint",
        "aws.useDualstackEndpoint",
        "aws.s3UseUsEast1RegionalEndpoint"
      })
  void whatTheEnvironmentSaysOfAddressesCounts(String property) throws IOException {
    String value = property.endsWith("RegionalEndpoint") ? "regional" : "true";
    Options options = Options.NONE.with(S3Options.REGION, "us-east-1");
    SdkHttpRequest before = assertSameAddress("bucket", options);
    System.setProperty(property, value);
    SdkHttpRequest after = assertSameAddress("bucket", options);
    assertTrue(!before.host().equals(after.host()), after.host());
  }

  @Test
  void nothingButTheHeadersIsSignedOnAnEncryptedConnection() throws IOException {
    Options options = Options.NONE.with(S3Options.REGION, "eu-central-1");
    SdkHttpRequest put = assertSameAddress("bucket", options);
    assertEquals("UNSIGNED-PAYLOAD", put.firstMatchingHeader("x-amz-content-sha256").orElseThrow());
  }

  @Test
  void oneConnectionServesOneCallAfterAnother() throws IOException {
    try (RecordingServer server = new RecordingServer();
        S3Connection connection =
            open("bucket", at(server.uri()).with(S3Options.TRANSPORT, "direct"))) {
      Bulk bulk = connection.site(OP).bulk();
      for (int n = 0; n < 5; n++) {
        server.answers(RecordingServer.ok(""));
        simple(bulk, "key");
        server.answers(RecordingServer.ok(COPIED));
        bulk.copy(new Location("s3", "source", "from"), "key", Map.of());
      }
      assertEquals(1, server.connections());
    }
  }

  private interface Calls {
    void on(Bulk bulk) throws IOException;
  }

  private static Options at(URI endpoint) {
    return S3Options.builder().endpoint(endpoint).region("eu-central-1").build();
  }

  private static S3Connection open(String bucket, Options options) {
    return S3Connection.open(bucket, S3Settings.from(options), KEYS);
  }

  /** Makes the calls both ways and compares what came. */
  private static List<RecordingServer.Request> assertSame(
      RecordingServer server,
      Options options,
      @Nullable AwsCredentialsProvider credentials,
      Calls calls)
      throws IOException {
    List<List<String>> both = new ArrayList<>();
    List<RecordingServer.Request> sent = List.of();
    for (String way : List.of("client", "direct")) {
      S3Settings settings = S3Settings.from(options.with(S3Options.TRANSPORT, way));
      try (S3Connection connection = S3Connection.open("my.bucket", settings, credentials)) {
        calls.on(connection.site(OP).bulk());
      }
      sent = server.taken();
      both.add(sent.stream().map(BulkRequestsTest::told).toList());
    }
    assertEquals(String.join("\n", both.get(0)), String.join("\n", both.get(1)));
    assertTrue(!sent.isEmpty(), "nothing was sent");
    return sent;
  }

  /** All of a request that must be the same. */
  private static String told(RecordingServer.Request request) {
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.keySet().removeAll(ITS_OWN);
    headers.computeIfPresent("authorization", (name, value) -> comparable(value));
    StringBuilder text = new StringBuilder(request.line()).append('\n');
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return text.append(request.body()).append('\n').toString();
  }

  /** Who signs and what is signed, without the signature. */
  private static String comparable(String authorization) {
    return authorization
        .replaceFirst("Signature=[0-9a-f]{64}", "Signature=…")
        .replaceFirst("/[0-9]{8}/", "/…/")
        .replace("amz-sdk-invocation-id;amz-sdk-request;", "");
  }

  /** Makes a call both ways over a client that sends nothing, and compares where it would go. */
  private SdkHttpRequest assertSameAddress(String bucket, Options options) throws IOException {
    List<String> both = new ArrayList<>();
    for (String way : List.of("client", "direct")) {
      captured.clear();
      S3Settings settings = S3Settings.from(options.with(S3Options.TRANSPORT, way));
      try (S3Connection connection =
          S3Connection.open(bucket, settings, KEYS, new CapturingClient())) {
        all(connection.site(OP).bulk(), "a b/\u00fc", Map.of());
      }
      StringBuilder told = new StringBuilder();
      for (SdkHttpRequest request : captured) {
        told.append(request.method()).append(' ').append(request.getUri()).append('\n');
        told.append(comparable(request.firstMatchingHeader("Authorization").orElse("none")));
        told.append('\n').append(request.firstMatchingHeader("x-amz-content-sha256").orElse("no"));
        told.append('\n').append(request.firstMatchingHeader("Host").orElse("no")).append('\n');
      }
      both.add(told.toString());
    }
    assertEquals(both.get(0), both.get(1));
    return captured.get(0);
  }

  /** Answers every request with a success, and keeps it. */
  private final class CapturingClient implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          SdkHttpRequest http = request.httpRequest();
          captured.add(http);
          boolean copies = http.firstMatchingHeader("x-amz-copy-source").isPresent();
          boolean lists = http.rawQueryParameters().containsKey("list-type");
          byte[] body = (copies ? COPIED : lists ? LISTED : "").getBytes(StandardCharsets.UTF_8);
          return HttpExecuteResponse.builder()
              .response(
                  SdkHttpResponse.builder()
                      .statusCode(200)
                      .putHeader("ETag", "\"e1\"")
                      .putHeader("Content-Length", Integer.toString(body.length))
                      .build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public String clientName() {
      return "capturing";
    }

    @Override
    public void close() {}
  }
}
