package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Options;
import io.runpaths.spi.remote.Watch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** What becomes of an exchange that ends in the moment when its answer comes. */
@Timeout(60)
final class WatchedHttpClientTest {
  private final AtomicInteger givenBack = new AtomicInteger();

  /** A client whose answers come just behind the end that was put to their exchange. */
  private final class LateClient implements SdkHttpClient {
    private final SdkHttpClient client;

    LateClient(SdkHttpClient client) {
      this.client = client;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      ExecutableHttpRequest prepared = client.prepareRequest(request);
      CountDownLatch aborted = new CountDownLatch(1);
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          HttpExecuteResponse answer = prepared.call();
          try {
            assertTrue(aborted.await(50, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
          AbortableInputStream body = answer.responseBody().orElseThrow();
          return HttpExecuteResponse.builder()
              .response(answer.httpResponse())
              .responseBody(
                  AbortableInputStream.create(
                      body,
                      () -> {
                        givenBack.incrementAndGet();
                        body.abort();
                      }))
              .build();
        }

        @Override
        public void abort() {
          aborted.countDown();
        }
      };
    }

    @Override
    public void close() {
      client.close();
    }
  }

  @Test
  void anAnswerBehindTheDeadlineGivesItsConnectionBack() throws IOException {
    try (RecordingServer server = new RecordingServer();
        Watch watch = new Watch();
        SdkHttpClient client =
            new WatchedHttpClient(
                new LateClient(
                    HttpClients.open(
                        S3Settings.from(
                            Options.NONE.with(S3Options.ENDPOINT, server.uri().toString())))),
                watch,
                Duration.ofMillis(100),
                new HeardServer())) {
      server.answers(RecordingServer.ok("some bytes"));
      SdkHttpRequest request =
          SdkHttpRequest.builder()
              .method(SdkHttpMethod.GET)
              .protocol("http")
              .host(server.uri().getHost())
              .port(server.uri().getPort())
              .encodedPath("/bucket/key")
              .build();
      ExecutableHttpRequest prepared =
          client.prepareRequest(HttpExecuteRequest.builder().request(request).build());
      IOException ended = assertThrows(IOException.class, prepared::call);
      assertTrue(String.valueOf(ended.getMessage()).contains("No answer within"), ended::toString);
      assertEquals(1, givenBack.get());
    }
  }
}
