package io.runpaths.s3;

import io.runpaths.spi.remote.Sending;
import io.runpaths.spi.remote.Watch;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Sees every exchange with the server, whoever began it. Each has a deadline: the timeout of the
 * settings, which bytes on their way put off as long as they come at {@value #LEAST_RATE} bytes a
 * second; the time a caller takes between two reads does not count. Interrupts end an exchange at
 * once. Answers that are read whole into memory may not be longer than {@value #LONGEST_DOCUMENT}
 * bytes.
 */
final class WatchedHttpClient implements SdkHttpClient {
  /** The slowest transfer that is borne, in bytes a second. */
  static final long LEAST_RATE = 128 << 10;

  /** The longest answer that is no object, in bytes. */
  static final long LONGEST_DOCUMENT = 32 << 20;

  private final SdkHttpClient client;
  private final Watch watch;
  private final Duration timeout;
  private final HeardServer heard;

  /**
   * Watches a client.
   *
   * @param heard is told of every answer that S3 could have given
   */
  WatchedHttpClient(SdkHttpClient client, Watch watch, Duration timeout, HeardServer heard) {
    this.client = client;
    this.watch = watch;
    this.timeout = timeout;
    this.heard = heard;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    SdkHttpRequest http = request.httpRequest();
    Duration limit = ServerWork.patience(http, timeout);
    AtomicReference<@Nullable Sending> sending = new AtomicReference<>();
    ExecutableHttpRequest prepared = client.prepareRequest(counted(request, sending));
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        HttpExecuteResponse response;
        try (Watch.Entry entry = watch.over(beforeBody(http, limit), prepared::abort)) {
          try {
            long bytes =
                http.firstMatchingHeader("Content-Length").map(Long::parseLong).orElse(-1L);
            sending.set(new Sending(entry, limit, LEAST_RATE, bytes));
            response = prepared.call();
          } catch (IOException | RuntimeException e) {
            throw ended(entry, limit, e);
          }
          if (entry.end() != null) {
            // Else nobody gives its connection back.
            response.responseBody().ifPresent(AbortableInputStream::abort);
            throw ended(entry, limit, new IOException("ended"));
          }
        }
        boolean object = Answers.isObject(http, response.httpResponse());
        HttpExecuteResponse answer = Answers.checked(http, watched(http, response, object));
        heard.hear(answer.httpResponse());
        return answer;
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  private HttpExecuteResponse watched(
      SdkHttpRequest http, HttpExecuteResponse response, boolean object) {
    AbortableInputStream body = response.responseBody().orElse(null);
    if (body == null) {
      return response;
    }
    // Amazon begins its answer to a copy at once, with spaces, and ends it when the copy is made.
    WatchedStream stream =
        object
            ? new WatchedStream(body, Long.MAX_VALUE, timeout)
            : new WatchedStream(body, LONGEST_DOCUMENT, ServerWork.patience(http, timeout));
    return HttpExecuteResponse.builder()
        .response(response.httpResponse())
        .responseBody(AbortableInputStream.create(stream, body))
        .build();
  }

  /** Apache's client may wait for a server that does not say whether it wants a body. */
  private static Duration beforeBody(SdkHttpRequest http, Duration limit) {
    return http.firstMatchingHeader(AskingHttpClient.EXPECT).isEmpty()
        ? limit
        : limit.plus(AskingHttpClient.WAIT);
  }

  /** The same request; what is taken of its body puts the deadline off. Nobody measures it. */
  private static HttpExecuteRequest counted(
      HttpExecuteRequest request, AtomicReference<@Nullable Sending> sending) {
    ContentStreamProvider body = request.contentStreamProvider().orElse(null);
    if (body == null) {
      return request;
    }
    return HttpExecuteRequest.builder()
        .request(request.httpRequest())
        .contentStreamProvider(() -> new SentStream(body.newStream(), sending))
        .build();
  }

  private IOException ended(Watch.Entry entry, Duration limit, Exception cause) {
    Watch.End end = entry.end();
    if (end == null) {
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      return (IOException) cause;
    }
    IOException ended =
        switch (end) {
          case TIMEOUT ->
              ServerWork.inVain("No answer within " + limit.toMillis() + " ms", limit, timeout);
          case INTERRUPT -> new InterruptedIOException("Interrupted while waiting for the answer");
          case CLOSED -> new IOException("The store was closed meanwhile");
        };
    ended.initCause(cause);
    return ended;
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    client.close();
  }

  /** A request's body, taken piece by piece as the connection takes it. */
  private static final class SentStream extends FilterInputStream {
    private final AtomicReference<@Nullable Sending> sending;

    SentStream(InputStream body, AtomicReference<@Nullable Sending> sending) {
      super(body);
      this.sending = sending;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      taken(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      taken(n);
      return n;
    }

    private void taken(int bytes) {
      Sending now = sending.get();
      if (now != null && bytes > 0) {
        now.sent(bytes);
      }
    }
  }

  /** An answer's bytes; the time that reading them takes is watched. */
  private final class WatchedStream extends FilterInputStream {
    private final Abortable exchange;
    private final long most;
    private final Duration patience;
    private long seen;
    private long waitedNanos;

    WatchedStream(AbortableInputStream body, long most, Duration patience) {
      super(body);
      this.exchange = body;
      this.most = most;
      this.patience = patience;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      long began = System.nanoTime();
      Duration whole = patience.plusMillis(seen / (LEAST_RATE / 1000));
      Duration limit = whole.minusNanos(waitedNanos);
      if (limit.isNegative()) {
        exchange.abort();
        throw ServerWork.inVain(
            "Only " + seen + " bytes came in " + waitedNanos / 1_000_000 + " ms", whole, timeout);
      }
      int n;
      try (Watch.Entry entry = watch.over(limit, exchange::abort)) {
        try {
          n = super.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
          throw ended(entry, whole, e);
        }
        if (entry.end() != null) {
          throw ended(entry, whole, new IOException("ended"));
        }
      }
      waitedNanos += System.nanoTime() - began;
      seen += Math.max(0, n);
      if (seen > most) {
        exchange.abort();
        throw new OversizeException(most);
      }
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      byte[] skipped = new byte[(int) Math.min(n, 8192)];
      return n <= 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
    }
  }

  /** A document of the protocol that does not end. */
  static final class OversizeException extends IOException {
    private static final long serialVersionUID = 1L;

    OversizeException(long most) {
      super("The answer is longer than " + most + " bytes", (@Nullable Throwable) null);
    }
  }
}
