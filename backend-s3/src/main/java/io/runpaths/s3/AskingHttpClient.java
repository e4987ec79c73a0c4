package io.runpaths.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Asks before it sends a large body ({@code Expect: 100-continue}) only as long as the server takes
 * part. One that refuses the question itself (417) gets the body unasked, and so do all later
 * requests. One that does not answer the question costs a wait of a second, as long as curl and
 * Amazon's other SDKs wait (three where the SDK's own client is used, which has a constant); after
 * the first such wait nobody asks any more. Safe for use by several threads.
 */
final class AskingHttpClient implements SdkHttpClient {
  private static final Logger LOG = LoggerFactory.getLogger(AskingHttpClient.class);

  /** The header that asks. */
  static final String EXPECT = "Expect";

  /** How long to wait for an answer to it. */
  static final Timeout PATIENCE = Timeout.ofSeconds(1);

  /** How long any client waits: the SDK's cannot be told. */
  static final Duration WAIT = Duration.ofSeconds(3);

  private static final int EXPECTATION_FAILED = 417;

  /** A body that is begun so much later than its request was not asked for by the server. */
  private static final long IN_VAIN_NANOS = PATIENCE.toNanoseconds() * 9 / 10;

  private final SdkHttpClient client;
  private volatile boolean silenced;

  AskingHttpClient(SdkHttpClient client) {
    this.client = client;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    if (request.httpRequest().firstMatchingHeader(EXPECT).isEmpty()) {
      return client.prepareRequest(request);
    }
    return silenced ? client.prepareRequest(unasked(request)) : new Asking(request);
  }

  /** The same request without the question, which no signature covers. */
  private static HttpExecuteRequest unasked(HttpExecuteRequest request) {
    SdkHttpRequest http = request.httpRequest().toBuilder().removeHeader(EXPECT).build();
    return with(http, request.contentStreamProvider().orElse(null));
  }

  private static HttpExecuteRequest with(
      SdkHttpRequest http, @Nullable ContentStreamProvider body) {
    return HttpExecuteRequest.builder().request(http).contentStreamProvider(body).build();
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  private final class Asking implements ExecutableHttpRequest {
    private final HttpExecuteRequest request;
    private volatile long began;
    private ExecutableHttpRequest now;
    private boolean aborted;

    Asking(HttpExecuteRequest request) {
      this.request = request;
      ContentStreamProvider body = request.contentStreamProvider().orElse(null);
      this.now =
          client.prepareRequest(
              with(request.httpRequest(), body == null ? null : () -> new Begun(body.newStream())));
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      began = System.nanoTime();
      HttpExecuteResponse answer = current().call();
      if (answer.httpResponse().statusCode() != EXPECTATION_FAILED) {
        return answer;
      }
      silence("refuses to be asked");
      answer.responseBody().ifPresent(AbortableInputStream::abort);
      return again().call();
    }

    private synchronized ExecutableHttpRequest current() {
      return now;
    }

    private synchronized ExecutableHttpRequest again() throws IOException {
      if (aborted) {
        throw new IOException("aborted");
      }
      now = client.prepareRequest(unasked(request));
      return now;
    }

    @Override
    public synchronized void abort() {
      aborted = true;
      now.abort();
    }

    /** A body that notes when it is begun: not before the server said so, or kept silent. */
    private final class Begun extends FilterInputStream {
      private boolean begun;

      Begun(InputStream body) {
        super(body);
      }

      @Override
      public int read() throws IOException {
        begin();
        return super.read();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        begin();
        return super.read(bytes, offset, length);
      }

      private void begin() {
        if (!begun) {
          begun = true;
          if (began != 0 && System.nanoTime() - began > IN_VAIN_NANOS) {
            silence("does not answer when it is asked");
          }
        }
      }
    }
  }

  private void silence(String why) {
    if (!silenced) {
      silenced = true;
      LOG.debug("The server {} whether it takes a large body; from now on it is just sent", why);
    }
  }
}
