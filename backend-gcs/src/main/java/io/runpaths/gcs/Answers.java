package io.runpaths.gcs;

import com.google.api.client.googleapis.services.AbstractGoogleClientRequest;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.UrlEncodedContent;
import com.google.api.client.util.Data;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Sends the requests of Google's client, each once and as it is: without packing, without a detour
 * by another method, and without taking for an answer what is none.
 */
final class Answers {
  /**
   * An answer.
   *
   * @param value what it says
   * @param date the server's clock, if it was told
   */
  record Reply<T>(T value, Optional<Instant> date) {}

  private static final String OVERRIDE = "X-HTTP-Method-Override";

  private Answers() {}

  /**
   * Sends a request that is answered by a document.
   *
   * @throws IOException which {@link GcsFailures} understands
   */
  static <T> Reply<T> send(AbstractGoogleClientRequest<T> request) throws IOException {
    HttpResponse http = executed(request);
    return document(http, request.getResponseClass());
  }

  /** How a request was answered to which there is nothing to say. */
  enum Nothing {
    /** As Google answers, by 204, or as emulators do, by a document of the protocol. */
    TOLD,
    /** By a success without a word: what emulators give, and gateways. */
    MUTE
  }

  /**
   * Sends a request that is answered by nothing.
   *
   * @throws NotGcsException if the answer is a page, or tells of an error
   */
  static Nothing sendForNothing(AbstractGoogleClientRequest<Void> request) throws IOException {
    HttpResponse http = executed(request);
    try {
      String said = http.getStatusCode() == 204 ? "" : http.parseAsString().strip();
      if (said.isEmpty() || said.equals("null")) {
        return http.getStatusCode() == 204 ? Nothing.TOLD : Nothing.MUTE;
      }
      if (!isJson(http) || !isHarmless(said)) {
        throw new NotGcsException("the answer has a body, where there is nothing to say");
      }
      return Nothing.TOLD;
    } finally {
      http.disconnect();
    }
  }

  /** Whether a document is an object, and no error. */
  private static boolean isHarmless(String document) {
    try {
      return JsonParser.parseString(document) instanceof JsonObject object && !object.has("error");
    } catch (JsonParseException e) {
      return false;
    }
  }

  private static HttpResponse executed(AbstractGoogleClientRequest<?> request) throws IOException {
    request.setDisableGZipContent(true).setReturnRawInputStream(true);
    request.getRequestHeaders().setAcceptEncoding(null);
    HttpRequest http = request.buildHttpRequest();
    // A long URL makes the client ask by POST, which not all servers know, with the URL that it had
    // in the body.
    if (http.getHeaders().containsKey(OVERRIDE)
        && http.getContent() instanceof UrlEncodedContent form
        && form.getData() instanceof GenericUrl whole) {
      http.getHeaders().remove(OVERRIDE);
      http.setRequestMethod(request.getRequestMethod()).setUrl(whole).setContent(null);
    }
    // It would print what it cannot parse.
    http.setResponseInterceptor(null);
    return executed(http);
  }

  /**
   * Sends a request.
   *
   * @return the answer, a success
   * @throws HttpResponseException if it is none, as {@link #requireSuccess} throws it
   */
  static HttpResponse executed(HttpRequest http) throws IOException {
    HttpResponse answer = http.setThrowExceptionOnExecuteError(false).execute();
    requireSuccess(answer);
    return answer;
  }

  /**
   * Lets successes pass. Google's client would print what happens where a refusal breaks off.
   *
   * @throws HttpResponseException if it is none; what its body said of it may be missing
   */
  static void requireSuccess(HttpResponse answer) throws IOException {
    if (answer.isSuccessStatusCode()) {
      return;
    }
    HttpResponseException.Builder refusal =
        new HttpResponseException.Builder(
            answer.getStatusCode(), answer.getStatusMessage(), answer.getHeaders());
    Exception broken = null;
    try {
      refusal.setContent(answer.parseAsString());
    } catch (IOException | IllegalArgumentException e) {
      broken = e;
    } finally {
      answer.disconnect();
    }
    HttpResponseException refused = refusal.build();
    if (broken != null) {
      refused.addSuppressed(broken);
    }
    throw refused;
  }

  /** Reads a document to its end. What begins as one is read as one, whatever type it is given. */
  static <T> Reply<T> document(HttpResponse http, Class<T> type) throws IOException {
    try {
      T value;
      try {
        if (isJson(http)) {
          value = http.parseAs(type);
        } else {
          String said = http.parseAsString().strip();
          if (!said.startsWith("{")) {
            throw new NotGcsException("the answer is of the type " + http.getContentType());
          }
          value = http.getRequest().getParser().parseAndClose(new StringReader(said), type);
        }
      } catch (IllegalArgumentException e) {
        throw new NotGcsException("the answer cannot be parsed", e);
      }
      if (value == null || Data.isNull(value)) {
        throw new NotGcsException("the answer is empty");
      }
      return new Reply<>(value, ObjectHeaders.date(http.getHeaders()));
    } finally {
      http.disconnect();
    }
  }

  /** Whether an answer says that it is a document of the protocol. */
  static boolean isJson(HttpResponse http) {
    return isJson(String.valueOf(http.getContentType()));
  }

  private static boolean isJson(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
  }
}
