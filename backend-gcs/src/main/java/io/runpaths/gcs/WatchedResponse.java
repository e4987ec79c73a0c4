package io.runpaths.gcs;

import com.google.api.client.http.LowLevelHttpResponse;
import io.runpaths.spi.remote.Watch;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.jspecify.annotations.Nullable;

/** An answer: its head, and its bytes as they come, of which there may not be too many. */
final class WatchedResponse extends LowLevelHttpResponse {
  private final CloseableHttpResponse response;
  private final Header[] headers;
  private final @Nullable HttpEntity entity;
  private final @Nullable Bytes bytes;

  /**
   * Takes over an answer.
   *
   * @param patience how long its bytes may take
   * @param most how many bytes it may have
   */
  WatchedResponse(
      CloseableHttpResponse response,
      HttpRequestBase exchange,
      WatchedTransport.Patience patience,
      long most)
      throws IOException {
    this.response = response;
    this.headers = response.getAllHeaders();
    this.entity = response.getEntity();
    this.bytes = entity == null ? null : new Bytes(entity.getContent(), exchange, patience, most);
    if (entity == null) {
      response.close();
    }
  }

  @Override
  public @Nullable InputStream getContent() {
    return bytes;
  }

  @Override
  public @Nullable String getContentEncoding() {
    return entity == null || entity.getContentEncoding() == null
        ? null
        : entity.getContentEncoding().getValue();
  }

  @Override
  public long getContentLength() {
    return entity == null ? -1 : entity.getContentLength();
  }

  @Override
  public @Nullable String getContentType() {
    return entity == null || entity.getContentType() == null
        ? null
        : entity.getContentType().getValue();
  }

  @Override
  public String getStatusLine() {
    return response.getStatusLine().toString();
  }

  @Override
  public int getStatusCode() {
    return response.getStatusLine().getStatusCode();
  }

  @Override
  public @Nullable String getReasonPhrase() {
    return response.getStatusLine().getReasonPhrase();
  }

  @Override
  public int getHeaderCount() {
    return headers.length;
  }

  @Override
  public String getHeaderName(int index) {
    return headers[index].getName();
  }

  @Override
  public @Nullable String getHeaderValue(int index) {
    return headers[index].getValue();
  }

  /** Gives the answer up, with its connection unless all bytes were read. */
  @Override
  public void disconnect() throws IOException {
    if (bytes != null) {
      bytes.abort();
    }
    response.close();
  }

  /**
   * An answer's bytes; the time that reading them takes is watched, the time between two reads is
   * the caller's. Closing it gives the connection back if little is left, else gives it up.
   */
  static final class Bytes extends FilterInputStream {
    private static final int LITTLE = 8 << 10;

    private final HttpRequestBase exchange;
    private final WatchedTransport.Patience patience;
    private final long most;
    private long seen;
    private long waitedNanos;
    private boolean whole;
    private volatile boolean abandoned;

    Bytes(InputStream in, HttpRequestBase exchange, WatchedTransport.Patience patience, long most) {
      super(in);
      this.exchange = exchange;
      this.patience = patience;
      this.most = most;
    }

    /** Gives the rest up, with the connection, without waiting. */
    void abort() {
      if (!whole && !abandoned) {
        abandoned = true;
        exchange.abort();
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (whole) {
        return -1;
      }
      if (abandoned) {
        throw new IOException("The rest of the answer was given up.");
      }
      long began = System.nanoTime();
      Duration limit =
          patience
              .timeout()
              .plusMillis(seen / (WatchedTransport.LEAST_RATE / 1000))
              .minusNanos(waitedNanos);
      if (limit.isNegative()) {
        abort();
        throw new SocketTimeoutException(
            "Only " + seen + " bytes came in " + waitedNanos / 1_000_000 + " ms");
      }
      int n;
      try (Watch.Entry entry = patience.watch().over(limit, exchange::abort)) {
        try {
          n = in.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
          throw WatchedTransport.ended(entry, limit, e);
        }
        if (entry.end() != null) {
          throw WatchedTransport.ended(entry, limit, new IOException("ended"));
        }
      }
      waitedNanos += System.nanoTime() - began;
      whole = n < 0;
      seen += Math.max(0, n);
      if (seen > most) {
        abort();
        throw new OversizeException(most);
      }
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      byte[] skipped = new byte[(int) Math.min(n, LITTLE)];
      return n <= 0 ? 0 : Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public void close() throws IOException {
      if (whole || abandoned) {
        return;
      }
      byte[] rest = new byte[LITTLE];
      try {
        for (int left = LITTLE; left > 0; ) {
          int n = read(rest, 0, left);
          if (n < 0) {
            return;
          }
          left -= n;
        }
      } finally {
        abort();
      }
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
