package io.runpaths.gcs;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import io.runpaths.spi.remote.Sending;
import io.runpaths.spi.remote.Watch;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpEntityEnclosingRequestBase;
import org.apache.http.entity.AbstractHttpEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Carries every exchange of Google's client, with the store and with whoever gives out tokens. Each
 * has a deadline: the timeout of the settings, which bytes on their way put off as long as they
 * come at {@value #LEAST_RATE} bytes a second. Interrupts end an exchange at once. Safe for use by
 * several threads.
 */
final class WatchedTransport extends HttpTransport {
  /** The slowest transfer that is borne, in bytes a second. */
  static final long LEAST_RATE = 128 << 10;

  /** The longest answer that is no object, in bytes. */
  private static final long LONGEST_DOCUMENT = 32 << 20;

  /** The longest refusal, in bytes. */
  private static final long LONGEST_REFUSAL = 1 << 20;

  /** A rewrite answers with a token when half a minute was not enough. */
  private static final int SERVER_WORK = 4;

  /** Bodies from here on are sent when the server asks for them, in bytes. */
  private static final long LARGE = 256 << 10;

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final CloseableHttpClient client;
  private final Watch watch;
  private final Duration timeout;
  private volatile boolean closed;

  WatchedTransport(CloseableHttpClient client, Watch watch, Duration timeout) {
    this.client = client;
    this.watch = watch;
    this.timeout = timeout;
  }

  @Override
  public boolean supportsMethod(String method) {
    return true;
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    return new Exchange(method, withoutSemicolons(url));
  }

  /** Servers written in Go drop a parameter that holds a bare semicolon. */
  private static String withoutSemicolons(String url) {
    int query = url.indexOf('?');
    return query < 0 || url.indexOf(';', query) < 0
        ? url
        : url.substring(0, query) + url.substring(query).replace(";", "%3B");
  }

  @Override
  public void shutdown() throws IOException {
    closed = true;
    client.close();
  }

  /** What an answer's bytes are read under. */
  record Patience(Watch watch, Duration timeout) {}

  /** One request and its answer. */
  private final class Exchange extends LowLevelHttpRequest {
    private final String url;
    private final Verb request;
    private Duration connect = CONNECT;

    Exchange(String method, String url) {
      this.url = url;
      this.request = new Verb(method, url);
    }

    @Override
    public void addHeader(String name, String value) {
      request.addHeader(name, value);
    }

    /** Who asks whether there is a machine at all, such as Google's metadata server, waits less. */
    @Override
    public void setTimeout(int connectMillis, int readMillis) {
      if (connectMillis > 0 && connectMillis < CONNECT.toMillis()) {
        connect = Duration.ofMillis(connectMillis);
      }
    }

    @Override
    public LowLevelHttpResponse execute() throws IOException {
      Content content = getStreamingContent() == null ? null : new Content(this);
      if (content != null) {
        request.setEntity(content);
      }
      Duration limit = limit();
      // A server that refuses a large body would hang up in the middle of it, and its reason be
      // lost with the connection.
      boolean asks = getContentLength() >= LARGE;
      int millis = (int) Math.min(Integer.MAX_VALUE, limit.toMillis());
      request.setConfig(
          RequestConfig.custom()
              .setNormalizeUri(false)
              .setRedirectsEnabled(false)
              .setAuthenticationEnabled(false)
              .setConnectTimeout((int) Math.min(connect.toMillis(), millis))
              .setConnectionRequestTimeout(millis)
              // Only the last resort: the watch ends what takes too long.
              .setSocketTimeout((int) Math.min(Integer.MAX_VALUE, SERVER_WORK * (long) millis))
              .setExpectContinueEnabled(asks)
              .build());
      CloseableHttpResponse response;
      Duration beforeBody = asks ? limit.plusMillis(HttpClients.CONTINUE_MILLIS) : limit;
      try (Watch.Entry entry = watch.over(beforeBody, request::abort)) {
        try {
          if (content != null) {
            content.sending = new Sending(entry, limit, LEAST_RATE, getContentLength());
          }
          response = client.execute(request);
        } catch (IOException | RuntimeException e) {
          if (closed && entry.end() == null) {
            // A pool that is closed gives no connection to send anything by.
            throw new StoreClosedException(!(e instanceof IllegalStateException), e);
          }
          throw ended(entry, limit, e);
        }
        if (entry.end() != null) {
          throw ended(entry, limit, new IOException("ended"));
        }
      }
      int status = response.getStatusLine().getStatusCode();
      boolean good = status >= 200 && status < 300;
      boolean object = good && url.contains(HttpBulk.DOWNLOAD);
      long most = object ? Long.MAX_VALUE : good ? LONGEST_DOCUMENT : LONGEST_REFUSAL;
      return new WatchedResponse(response, request, new Patience(watch, timeout), most);
    }

    private Duration limit() {
      boolean serverWorks = url.contains("/rewriteTo/") || url.contains("/batch/");
      return serverWorks ? timeout.multipliedBy(SERVER_WORK) : timeout;
    }
  }

  static IOException ended(Watch.Entry entry, Duration limit, Exception cause) {
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
              new SocketTimeoutException("No answer within " + limit.toMillis() + " ms");
          case INTERRUPT -> new InterruptedIOException("Interrupted while waiting for the answer");
          case CLOSED -> new StoreClosedException(true, cause);
        };
    return end == Watch.End.CLOSED ? ended : (IOException) ended.initCause(cause);
  }

  /** Any method, with or without a body. */
  private static final class Verb extends HttpEntityEnclosingRequestBase {
    private final String method;

    Verb(String method, String url) {
      this.method = method;
      setURI(URI.create(url));
    }

    @Override
    public String getMethod() {
      return method;
    }
  }

  /** Tells what was written, once the connection has taken it. */
  private static final class SentStream extends FilterOutputStream {
    private final Sending sending;

    SentStream(OutputStream out, Sending sending) {
      super(out);
      this.sending = sending;
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
      sending.sent(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      sending.sent(length);
    }
  }

  /** A request's body, written as it is asked for. */
  private static final class Content extends AbstractHttpEntity {
    private final LowLevelHttpRequest request;
    private @Nullable Sending sending;

    Content(LowLevelHttpRequest request) {
      this.request = request;
      setContentType(request.getContentType());
      setContentEncoding(request.getContentEncoding());
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public long getContentLength() {
      return request.getContentLength();
    }

    @Override
    public InputStream getContent() {
      throw new UnsupportedOperationException("written, not read");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      Sending watched = sending;
      request.getStreamingContent().writeTo(watched == null ? out : new SentStream(out, watched));
    }

    @Override
    public boolean isStreaming() {
      return true;
    }
  }
}
