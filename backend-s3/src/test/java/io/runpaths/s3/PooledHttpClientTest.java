package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** What an exchange leaves of its connection. */
@Timeout(60)
final class PooledHttpClientTest {
  private final RecordingServer server = started();
  private final SdkHttpClient client =
      HttpClients.open(
          S3Settings.from(Options.NONE.with(S3Options.ENDPOINT, server.uri().toString())));

  private static RecordingServer started() {
    try {
      return new RecordingServer();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private ExecutableHttpRequest prepared(SdkHttpMethod method, String path, String body) {
    SdkHttpRequest.Builder http =
        SdkHttpRequest.builder()
            .method(method)
            .protocol("http")
            .host(server.uri().getHost())
            .port(server.uri().getPort())
            .encodedPath(path);
    HttpExecuteRequest.Builder request = HttpExecuteRequest.builder();
    if (!body.isEmpty()) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      http.putHeader("Content-Length", Integer.toString(bytes.length));
      request.contentStreamProvider(() -> new ByteArrayInputStream(bytes));
    }
    return client.prepareRequest(request.request(http.build()).build());
  }

  private HttpExecuteResponse got() throws IOException {
    return prepared(SdkHttpMethod.GET, "/bucket/key", "").call();
  }

  private static AbortableInputStream body(HttpExecuteResponse response) {
    return response.responseBody().orElseThrow();
  }

  @Test
  void whatWasReadToItsEndIsUsedAgain() throws IOException {
    assertTrue(client instanceof PooledHttpClient, client::toString);
    server.answers(RecordingServer.ok("some bytes"));
    for (int n = 0; n < 3; n++) {
      try (InputStream in = body(got())) {
        assertEquals("some bytes", new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    try (InputStream in = body(got())) {
      // All of it, without asking for more.
      assertEquals(10, in.readNBytes(10).length);
    }
    assertEquals(1, server.connections());
  }

  @Test
  void answersWithoutABodyGiveTheirConnectionBack() throws IOException {
    server.answers(RecordingServer.ok(""));
    for (SdkHttpMethod method : new SdkHttpMethod[] {SdkHttpMethod.HEAD, SdkHttpMethod.PUT}) {
      HttpExecuteResponse answer = prepared(method, "/bucket/key", "").call();
      assertEquals(Optional.of("\"e1\""), answer.httpResponse().firstMatchingHeader("ETag"));
    }
    prepared(SdkHttpMethod.PUT, "/bucket/key", "content").call();
    assertEquals(1, server.connections());
    assertEquals("0", server.taken().get(1).headers().get("content-length"));
  }

  /** The rest may be five terabytes, or never come. */
  @Test
  void theRestOfWhatIsClosedIsNotWaitedFor() throws IOException {
    server.answers(
        RecordingServer.answer("200 OK", Map.of("Content-Length", "1000000"), "a few"),
        RecordingServer.ok("x"));
    try (InputStream in = body(got())) {
      assertEquals('a', in.read());
    }
    try (InputStream in = body(got())) {
      assertEquals('x', in.read());
    }
    assertEquals(2, server.connections());
  }

  @Test
  void whatWasAbortedIsNotSent() {
    ExecutableHttpRequest request = prepared(SdkHttpMethod.GET, "/bucket/key", "");
    request.abort();
    assertThrows(IOException.class, request::call);
    assertEquals(0, server.taken().size());
  }

  @Test
  void thePathIsSentAsItWasSigned() throws IOException {
    server.answers(RecordingServer.ok(""));
    for (String path : new String[] {"//a//b", "/a/./../b", "/%2e%2E/%41", "/a%2Fb/"}) {
      prepared(SdkHttpMethod.HEAD, path, "").call();
      assertEquals("HEAD " + path + " HTTP/1.1", server.taken().get(0).line());
    }
  }

  @Test
  void aBodyThatEndsEarlyIsToldAndItsConnectionGivenUp() throws IOException {
    server.answers(
        RecordingServer.answer(
            "200 OK", Map.of("Content-Length", "100", "Connection", "close"), "a few"),
        RecordingServer.ok("x"));
    try (InputStream in = body(got())) {
      assertThrows(IOException.class, in::readAllBytes);
    }
    try (InputStream in = body(got())) {
      assertEquals("x", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertEquals(2, server.connections());
  }
}
