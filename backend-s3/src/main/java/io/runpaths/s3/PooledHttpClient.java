package io.runpaths.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Sends requests over the connections of Apache's client, without what that client does around
 * them: S3 wants no cookies, no logins, no redirects, nothing unpacked and nothing sent twice, and
 * for a small object looking after all that costs as much as the exchange itself. The path goes out
 * as it was signed. Safe for use by several threads.
 *
 * <p>An exchange knows no timeout of its own, but that of connecting; whoever calls watches it, and
 * aborts it from another thread.
 */
final class PooledHttpClient implements SdkHttpClient {
  private static final int BUFFER = 64 << 10;
  private static final String HOST = "Host";
  private static final String LENGTH = "Content-Length";

  private final PoolingHttpClientConnectionManager connections;
  private final HttpRequestExecutor executor;
  private final Timeout patience;
  private final AtomicLong swept = new AtomicLong(System.nanoTime());
  private volatile @Nullable Target last;

  /** Where requests go; nearly always the same. */
  private record Target(String protocol, String host, int port, HttpRoute route, String header) {
    static Target of(SdkHttpRequest http) {
      boolean secure = http.protocol().equals("https");
      HttpHost host = new HttpHost(http.protocol(), http.host(), http.port());
      boolean usual = SdkHttpUtils.isUsingStandardPort(http.protocol(), http.port());
      return new Target(
          http.protocol(),
          http.host(),
          http.port(),
          new HttpRoute(host, null, secure),
          usual ? http.host() : http.host() + ":" + http.port());
    }

    boolean is(SdkHttpRequest http) {
      return port == http.port() && host.equals(http.host()) && protocol.equals(http.protocol());
    }
  }

  /**
   * A client over connections, which it closes in the end.
   *
   * @param executor how a request is sent and its answer received
   * @param patience how long to wait for a free connection
   */
  PooledHttpClient(
      PoolingHttpClientConnectionManager connections,
      HttpRequestExecutor executor,
      Timeout patience) {
    this.connections = connections;
    this.executor = executor;
    this.patience = patience;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new Exchange(request);
  }

  /** Closes connections that nobody needs any more, a few times a minute at most. */
  private void sweep() {
    long now = System.nanoTime();
    long before = swept.get();
    if (now - before > HttpClients.IDLE.toNanos() && swept.compareAndSet(before, now)) {
      connections.closeIdle(TimeValue.of(HttpClients.IDLE));
    }
  }

  private Target target(SdkHttpRequest http) {
    Target target = last;
    if (target == null || !target.is(http)) {
      target = Target.of(http);
      last = target;
    }
    return target;
  }

  private static ClassicHttpRequest request(HttpExecuteRequest request, Target target) {
    SdkHttpRequest http = request.httpRequest();
    String path = http.encodedPath().isEmpty() ? "/" : http.encodedPath();
    Optional<String> query = http.encodedQueryParameters();
    ClassicHttpRequest sent =
        new BasicClassicHttpRequest(
            http.method().name(),
            target.route().getTargetHost(),
            query.isPresent() ? path + "?" + query.get() : path);
    sent.addHeader(HOST, target.header());
    sent.addHeader("Connection", "keep-alive");
    http.forEachHeader(
        (name, values) -> {
          if (!name.equalsIgnoreCase(HOST)) {
            values.forEach(value -> sent.addHeader(name, value));
          }
        });
    ContentStreamProvider body = request.contentStreamProvider().orElse(null);
    Header length = sent.getFirstHeader(LENGTH);
    if (body != null) {
      long size = length == null ? -1 : Long.parseLong(length.getValue());
      sent.setEntity(new Sent(body, size));
      if (length == null) {
        sent.addHeader("Transfer-Encoding", "chunked");
      }
    } else if (length == null
        && (http.method() == SdkHttpMethod.PUT || http.method() == SdkHttpMethod.POST)) {
      sent.addHeader(LENGTH, "0");
    }
    return sent;
  }

  @Override
  public String clientName() {
    return "RunPaths";
  }

  @Override
  public void close() {
    connections.close(CloseMode.IMMEDIATE);
  }

  /** One request and its answer. */
  private final class Exchange implements ExecutableHttpRequest {
    private final HttpExecuteRequest request;
    private @Nullable LeaseRequest waiting;
    private @Nullable ConnectionEndpoint connection;
    private boolean aborted;

    Exchange(HttpExecuteRequest request) {
      this.request = request;
    }

    @Override
    public HttpExecuteResponse call() throws IOException {
      Target target = target(request.httpRequest());
      ClassicHttpRequest sent = request(request, target);
      HttpClientContext context = HttpClientContext.create();
      ConnectionEndpoint endpoint = lease(target.route());
      try {
        if (!endpoint.isConnected()) {
          connections.connect(endpoint, null, context);
          requireWanted();
        }
        ClassicHttpResponse answer = endpoint.execute("", sent, executor::execute, context);
        TimeValue keep =
            DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(sent, answer, context)
                ? DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(answer, context)
                : null;
        return answer(answer, keep);
      } catch (HttpException e) {
        discard();
        throw new IOException("The answer is no HTTP: " + e.getMessage(), e);
      } catch (IOException | RuntimeException | Error e) {
        discard();
        throw e;
      }
    }

    private ConnectionEndpoint lease(HttpRoute route) throws IOException {
      sweep();
      LeaseRequest lease = connections.lease("", route, patience, null);
      synchronized (this) {
        waiting = lease;
      }
      try {
        requireWanted();
        ConnectionEndpoint endpoint = lease.get(patience);
        synchronized (this) {
          waiting = null;
          connection = endpoint;
        }
        requireWanted();
        return endpoint;
      } catch (InterruptedException e) {
        lease.cancel();
        Thread.currentThread().interrupt();
        throw interrupted(e);
      } catch (CancellationException e) {
        // So the pool says it where the thread was interrupted before it asked.
        throw Thread.currentThread().isInterrupted()
            ? interrupted(e)
            : new IOException("The exchange was aborted", e);
      } catch (ExecutionException | TimeoutException e) {
        lease.cancel();
        throw new IOException("There is no free connection: " + e.getMessage(), e);
      } catch (IOException | RuntimeException e) {
        lease.cancel();
        discard();
        throw e;
      }
    }

    private static IOException interrupted(Exception e) {
      return (IOException)
          new InterruptedIOException("Interrupted while waiting for a connection").initCause(e);
    }

    private synchronized void requireWanted() throws IOException {
      if (aborted) {
        throw new IOException("The exchange was aborted");
      }
    }

    private HttpExecuteResponse answer(ClassicHttpResponse answer, @Nullable TimeValue keep)
        throws IOException {
      SdkHttpFullResponse.Builder http =
          SdkHttpFullResponse.builder()
              .statusCode(answer.getCode())
              .statusText(answer.getReasonPhrase());
      for (Header header : answer.getHeaders()) {
        http.appendHeader(header.getName(), header.getValue());
      }
      HttpEntity entity = answer.getEntity();
      AbortableInputStream body = null;
      if (entity == null) {
        release(keep);
      } else if (entity.getContentLength() == 0) {
        release(keep);
        body = AbortableInputStream.createEmpty();
      } else {
        Received received =
            new Received(this, entity.getContent(), entity.getContentLength(), keep);
        body = AbortableInputStream.create(received, received);
      }
      return HttpExecuteResponse.builder().response(http.build()).responseBody(body).build();
    }

    private synchronized @Nullable ConnectionEndpoint taken() {
      ConnectionEndpoint endpoint = connection;
      connection = null;
      return endpoint;
    }

    /**
     * Gives the connection back.
     *
     * @param keep how long it may be used again; null for not at all
     */
    void release(@Nullable TimeValue keep) {
      ConnectionEndpoint endpoint = taken();
      if (endpoint == null) {
        return;
      }
      if (keep == null) {
        endpoint.close(CloseMode.IMMEDIATE);
      }
      connections.release(endpoint, null, keep == null ? TimeValue.ZERO_MILLISECONDS : keep);
    }

    void discard() {
      release(null);
    }

    @Override
    public void abort() {
      LeaseRequest lease;
      ConnectionEndpoint endpoint;
      synchronized (this) {
        aborted = true;
        lease = waiting;
        endpoint = connection;
      }
      if (lease != null) {
        lease.cancel();
      }
      if (endpoint != null) {
        // Whoever waits in it fails, and gives it back.
        endpoint.close(CloseMode.IMMEDIATE);
      }
    }
  }

  /** A request's body. */
  private static final class Sent extends AbstractHttpEntity {
    private final ContentStreamProvider body;
    private final long size;

    Sent(ContentStreamProvider body, long size) {
      super((String) null, null, size < 0);
      this.body = body;
      this.size = size;
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public long getContentLength() {
      return size;
    }

    @Override
    public InputStream getContent() {
      return body.newStream();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try (InputStream in = getContent()) {
        byte[] buffer = new byte[size < 0 ? BUFFER : (int) Math.max(1, Math.min(BUFFER, size))];
        long left = size < 0 ? Long.MAX_VALUE : size;
        while (left > 0) {
          int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (n < 0) {
            break;
          }
          out.write(buffer, 0, n);
          left -= n;
        }
      }
    }

    @Override
    public boolean isStreaming() {
      return false;
    }

    @Override
    public void close() {}
  }

  /**
   * An answer's body. Its connection is used again when all of it was read; the rest of one that is
   * closed before is not waited for.
   */
  private static final class Received extends InputStream implements Abortable {
    private final Exchange exchange;
    private final InputStream in;
    private final @Nullable TimeValue keep;
    private long left;
    private boolean ended;

    /**
     * A body.
     *
     * @param length of the body; negative if it ends where it ends
     */
    Received(Exchange exchange, InputStream in, long length, @Nullable TimeValue keep) {
      this.exchange = exchange;
      this.in = in;
      this.left = length < 0 ? Long.MAX_VALUE : length;
      this.keep = keep;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (ended) {
        return -1;
      }
      int n;
      try {
        n = in.read(bytes, offset, length);
      } catch (IOException | RuntimeException e) {
        abort();
        throw e;
      }
      left -= Math.max(0, n);
      if (n < 0 || left == 0) {
        ended = true;
        exchange.release(keep);
        return n;
      }
      return n;
    }

    @Override
    public int available() throws IOException {
      return ended ? 0 : in.available();
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        exchange.release(left == 0 ? keep : null);
      }
    }

    @Override
    public void abort() {
      ended = true;
      exchange.abort();
      exchange.discard();
    }
  }
}
