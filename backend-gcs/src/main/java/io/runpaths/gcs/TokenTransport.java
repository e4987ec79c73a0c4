package io.runpaths.gcs;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Carries the exchanges with those that give out tokens. Google's client makes something else of
 * what goes wrong there: it follows redirects with what the token is given for, trips over refusals
 * of some servers, and tells of others by a sentence alone. So that is told from here, by
 * exceptions that come through.
 */
final class TokenTransport extends HttpTransport {
  /** The header by which the machine's own server is known, and those who ask it. */
  static final String MACHINE = "Metadata-Flavor";

  private final WatchedTransport transport;

  TokenTransport(WatchedTransport transport) {
    this.transport = transport;
  }

  @Override
  public boolean supportsMethod(String method) {
    return true;
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    return new Exchange(transport.buildRequest(method, url));
  }

  /** One request and its answer, which is read to its end. */
  private static final class Exchange extends LowLevelHttpRequest {
    private final LowLevelHttpRequest request;
    private boolean ofMachine;
    private boolean ofToken;

    Exchange(LowLevelHttpRequest request) {
      this.request = request;
    }

    @Override
    public void addHeader(String name, String value) throws IOException {
      switch (name.toLowerCase(Locale.ROOT)) {
        case "metadata-flavor" -> ofMachine = true;
        case "authorization" -> ofToken = value.startsWith("Bearer ");
        // Refusals are read here, and so are not to be packed.
        case "accept-encoding" -> {
          return;
        }
        default -> {}
      }
      request.addHeader(name, value);
    }

    @Override
    public void setTimeout(int connectMillis, int readMillis) throws IOException {
      request.setTimeout(connectMillis, readMillis);
    }

    @Override
    public LowLevelHttpResponse execute() throws IOException {
      request.setContentLength(getContentLength());
      request.setContentEncoding(getContentEncoding());
      request.setContentType(getContentType());
      request.setStreamingContent(getStreamingContent());
      Answer answer;
      try {
        answer = new Answer(request.execute());
      } catch (StoreClosedException e) {
        throw e;
      } catch (IOException e) {
        throw new BrokenException(e);
      }
      int status = answer.getStatusCode();
      if (status >= 400 && !isUnderstood(status)) {
        throw new RefusedException(answer.refusal());
      }
      if (status >= 300 && status < 400) {
        throw new RedirectException(answer.refusal().getHeaders().getLocation());
      }
      return answer;
    }

    /**
     * Whether Google's client knows what a refusal means: that a machine has no account, or that
     * the token by which another one is asked for has to be fetched anew.
     */
    private boolean isUnderstood(int status) {
      return (ofMachine && status < 500 && status != 429) || (ofToken && status == 401);
    }
  }

  /** An answer that is here to its end. */
  private static final class Answer extends LowLevelHttpResponse {
    private final LowLevelHttpResponse head;
    private final byte @Nullable [] content;

    Answer(LowLevelHttpResponse answer) throws IOException {
      head = answer;
      try (InputStream bytes = answer.getContent()) {
        content = bytes == null ? null : bytes.readAllBytes();
      } finally {
        answer.disconnect();
      }
    }

    HttpResponseException refusal() throws IOException {
      HttpHeaders headers = new HttpHeaders();
      headers.fromHttpResponse(this, null);
      return new HttpResponseException.Builder(getStatusCode(), getReasonPhrase(), headers)
          .setContent(content == null ? "" : new String(content, StandardCharsets.UTF_8))
          .build();
    }

    @Override
    public @Nullable InputStream getContent() {
      return content == null ? null : new ByteArrayInputStream(content);
    }

    @Override
    public @Nullable String getContentEncoding() throws IOException {
      return head.getContentEncoding();
    }

    @Override
    public long getContentLength() {
      return content == null ? -1 : content.length;
    }

    @Override
    public @Nullable String getContentType() throws IOException {
      return head.getContentType();
    }

    @Override
    public @Nullable String getStatusLine() throws IOException {
      return head.getStatusLine();
    }

    @Override
    public int getStatusCode() throws IOException {
      return head.getStatusCode();
    }

    @Override
    public @Nullable String getReasonPhrase() throws IOException {
      return head.getReasonPhrase();
    }

    @Override
    public int getHeaderCount() throws IOException {
      return head.getHeaderCount();
    }

    @Override
    public String getHeaderName(int index) throws IOException {
      return head.getHeaderName(index);
    }

    @Override
    public @Nullable String getHeaderValue(int index) throws IOException {
      return head.getHeaderValue(index);
    }
  }

  /** The exchange broke, or never began. */
  static final class BrokenException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** No token is given; the cause tells how that was said. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(HttpResponseException cause) {
      super("The answer is of status " + cause.getStatusCode(), cause);
    }
  }

  /** Who gives out tokens sends requests to another place. */
  static final class RedirectException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String location;

    RedirectException(@Nullable String location) {
      super("The answer is a redirect");
      this.location = location == null ? "" : location;
    }

    /** That place, as it was told. */
    String location() {
      return location;
    }
  }
}
