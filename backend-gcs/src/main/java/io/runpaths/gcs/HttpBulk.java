package io.runpaths.gcs;

import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.EmptyContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.JsonFactory;
import com.google.api.client.json.JsonObjectParser;
import com.google.api.client.util.escape.CharEscapers;
import com.google.api.services.storage.model.StorageObject;
import io.runpaths.spi.remote.Crc32c;
import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bulk calls, in requests of Google's HTTP client. */
final class HttpBulk implements Bulk {
  /** What the path of a download begins with. */
  static final String DOWNLOAD = "/download/storage/v1/b/";

  /** The status of a session that was given up. */
  private static final int CANCELLED = 499;

  private static final String UPLOAD = "/upload/storage/v1/b/";
  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

  private final HttpRequestFactory requests;
  private final JsonFactory json;
  private final JsonObjectParser parser;
  private final URI host;
  private final String bucket;

  HttpBulk(HttpRequestFactory requests, JsonFactory json, URI host, String bucket) {
    this.requests = requests;
    this.json = json;
    this.parser = new JsonObjectParser(json);
    this.host = host;
    this.bucket = bucket;
  }

  @Override
  public Answers.Reply<StorageObject> put(
      StorageObject resource, Map<String, String> query, Payload body) throws IOException {
    HttpContent content =
        UploadContent.related(json.toByteArray(resource), resource.getContentType(), body);
    HttpRequest request =
        prepared("POST", url(UPLOAD + bucket + "/o", "uploadType=multipart", query), content);
    return Answers.document(Answers.executed(request), StorageObject.class);
  }

  @Override
  public String begin(StorageObject resource, Map<String, String> query, long size)
      throws IOException {
    HttpContent content =
        new ByteArrayContent("application/json; charset=UTF-8", json.toByteArray(resource));
    HttpRequest request =
        prepared("POST", url(UPLOAD + bucket + "/o", "uploadType=resumable", query), content);
    request.getHeaders().set("X-Upload-Content-Type", resource.getContentType());
    if (size >= 0) {
      request.getHeaders().set("X-Upload-Content-Length", Long.toString(size));
    }
    HttpResponse answer = Answers.executed(request);
    try {
      return session(answer.getHeaders().getLocation());
    } finally {
      answer.disconnect();
    }
  }

  /** A session without its host: credentials go to no other than the one that was opened. */
  private static String session(@Nullable String location) throws IOException {
    try {
      URI uri = URI.create(String.valueOf(location));
      if (uri.getRawPath() != null
          && uri.getRawPath().startsWith("/")
          && uri.getRawQuery() != null) {
        return uri.getRawPath() + "?" + uri.getRawQuery();
      }
    } catch (IllegalArgumentException e) {
      throw new NotGcsException("the session is no URI", e);
    }
    throw new NotGcsException("the answer has no session");
  }

  @Override
  public Progress send(String session, Chunk chunk) throws IOException {
    boolean empty = chunk.length() == 0;
    String range = empty ? "*" : chunk.offset() + "-" + (chunk.offset() + chunk.length() - 1);
    HttpRequest request =
        prepared("PUT", at(session), empty ? new EmptyContent() : UploadContent.of(chunk));
    request
        .getHeaders()
        .setContentRange(
            "bytes " + range + "/" + (chunk.total() < 0 ? "*" : Long.toString(chunk.total())));
    Integer crc = chunk.crc32c();
    if (crc != null) {
      request.getHeaders().set("X-Goog-Hash", "crc32c=" + Crc32c.base64(crc));
    }
    return progress(request);
  }

  @Override
  public Progress ask(String session, long total) throws IOException {
    HttpRequest request = prepared("PUT", at(session), new EmptyContent());
    request.getHeaders().setContentRange("bytes */" + (total < 0 ? "*" : Long.toString(total)));
    return progress(request);
  }

  private Progress progress(HttpRequest request) throws IOException {
    HttpResponse answer = request.setThrowExceptionOnExecuteError(false).execute();
    HttpHeaders headers = answer.getHeaders();
    Matcher range = RANGE.matcher(headers.getRange() == null ? "" : headers.getRange());
    boolean done = answer.isSuccessStatusCode();
    // Some servers turn a 308 into a success without a word, as those on the way may that take it
    // for a redirect.
    boolean turned = done && range.matches() && !Answers.isJson(answer);
    if (done && !turned) {
      return new Progress.Finished(Answers.document(answer, StorageObject.class));
    }
    try {
      if (turned && !answer.parseAsString().isBlank()) {
        throw new NotGcsException("the answer has a range, and a body that is no document");
      }
      if (turned || answer.getStatusCode() == 308) {
        return new Progress.Persisted(range.matches() ? Long.parseLong(range.group(1)) + 1 : 0);
      }
      throw refused(answer);
    } finally {
      answer.disconnect();
    }
  }

  @Override
  public void cancel(String session) throws IOException {
    HttpRequest request = prepared("DELETE", at(session), null);
    HttpResponse answer = request.setThrowExceptionOnExecuteError(false).execute();
    try {
      // "Client closed request" is how success is told.
      if (answer.getStatusCode() == CANCELLED) {
        return;
      }
      if (!answer.isSuccessStatusCode()) {
        throw refused(answer);
      }
    } finally {
      answer.disconnect();
    }
    // Not Google answered: whether that was more than a page on the way, the session tells.
    if (ask(session, -1) instanceof Progress.Persisted) {
      throw new NotGcsException("it was answered, and the session is there as before");
    }
  }

  /** Without the session's address, which is a key to it and must not get into messages. */
  private static IOException refused(HttpResponse answer) throws IOException {
    HttpResponseException refusal =
        new HttpResponseException.Builder(
                answer.getStatusCode(), answer.getStatusMessage(), answer.getHeaders())
            .setContent(answer.parseAsString())
            .build();
    int status = answer.getStatusCode();
    return status == 404 || status == 410 || status == CANCELLED
        ? new SessionGoneException(refusal)
        : refusal;
  }

  @Override
  public Got get(String key, Map<String, String> query, @Nullable String range) throws IOException {
    HttpRequest request =
        prepared("GET", url(DOWNLOAD + bucket + "/o/" + escaped(key), "alt=media", query), null);
    // Otherwise objects that are stored packed would be unpacked on the way.
    request.getHeaders().setAcceptEncoding("gzip").setRange(range);
    HttpResponse answer = Answers.executed(request);
    InputStream stream = answer.getContent();
    if (stream instanceof WatchedResponse.Bytes bytes) {
      return new Got(answer.getStatusCode(), answer.getHeaders(), bytes, bytes::abort);
    }
    return new Got(
        answer.getStatusCode(), answer.getHeaders(), InputStream.nullInputStream(), () -> {});
  }

  private HttpRequest prepared(String method, GenericUrl url, @Nullable HttpContent content)
      throws IOException {
    HttpRequest request = requests.buildRequest(method, url, content);
    request.setParser(parser).setResponseReturnRawInputStream(true);
    HttpHeaders headers = request.getHeaders();
    headers.setAcceptEncoding(null);
    return request;
  }

  private GenericUrl url(String path, String kind, Map<String, String> query) {
    StringBuilder url = new StringBuilder(256).append(host).append(path).append('?').append(kind);
    query.forEach((name, value) -> url.append('&').append(name).append('=').append(escaped(value)));
    return new GenericUrl(url.toString(), true);
  }

  private GenericUrl at(String session) {
    return new GenericUrl(host + session, true);
  }

  private static String escaped(String text) {
    return CharEscapers.escapeUriConformant(text);
  }
}
