package io.runpaths.gcs;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server's refusal says, read from the <a
 * href="https://cloud.google.com/storage/docs/json_api/v1/status-codes">error document</a> of the
 * JSON API, or from the bare sentence or the document of the XML API that a refused download is
 * answered with.
 *
 * @param status of the answer
 * @param reason Google's one word for it; empty if it gave none
 * @param message its sentence; empty if it gave none
 * @param said the same without names, whose words are not the server's
 * @param spoken whether Google's service, or one like it, said so, and not some page in between
 * @param id of the request, for those who ask Google; empty if there is none
 * @param headers of the answer
 */
record ErrorDocument(
    int status,
    String reason,
    String message,
    String said,
    boolean spoken,
    String id,
    HttpHeaders headers) {
  private static final int LONGEST_MESSAGE = 4_096;
  private static final int LONGEST_WORDS = 300;

  /** The error document of the XML API, by which some downloads are refused. */
  private static final Pattern XML =
      Pattern.compile(
          "(?:<\\?xml[^>]*>)?\\s*<Error>\\s*<Code>(\\w{1,100})</Code>"
              + "\\s*<Message>([^<]{0,1000})</Message>");

  /** An error of which no names are known yet. */
  ErrorDocument(
      int status, String reason, String message, boolean spoken, String id, HttpHeaders headers) {
    this(status, reason, message, message, spoken, id, headers);
  }

  /** Reads an answer. */
  static ErrorDocument of(HttpResponseException e) {
    HttpHeaders headers = e.getHeaders() == null ? new HttpHeaders() : e.getHeaders();
    String content = e.getContent() == null ? "" : e.getContent().strip();
    String id = id(headers);
    if (content.startsWith("{")) {
      Map<?, ?> error = error(content);
      if (error != null) {
        return new ErrorDocument(
            e.getStatusCode(), reason(error), text(error.get("message")), true, id, headers);
      }
    }
    Matcher xml = XML.matcher(content);
    if (xml.lookingAt()) {
      return new ErrorDocument(
          e.getStatusCode(), xml.group(1), text(xml.group(2)), true, id, headers);
    }
    boolean page = content.startsWith("<");
    return new ErrorDocument(
        e.getStatusCode(), "", page ? "" : oneLine(content), !page, id, headers);
  }

  /**
   * One of a batch, as its own document tells it.
   *
   * @param headers those of its own answer
   */
  static ErrorDocument of(GoogleJsonError error, HttpHeaders headers) {
    String reason = "";
    if (error.getErrors() != null && !error.getErrors().isEmpty()) {
      reason = String.valueOf(error.getErrors().get(0).getReason());
    }
    return new ErrorDocument(
        error.getCode(), reason, text(error.getMessage()), true, id(headers), headers);
  }

  private static String id(HttpHeaders headers) {
    return Optional.ofNullable(headers.getFirstHeaderStringValue("X-GUploader-UploadID"))
        .orElse("");
  }

  private static @Nullable Map<?, ?> error(String content) {
    try {
      GenericJson document =
          GsonFactory.getDefaultInstance().createJsonParser(content).parse(GenericJson.class);
      return document.get("error") instanceof Map<?, ?> error ? error : null;
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private static String reason(Map<?, ?> error) {
    if (error.get("errors") instanceof Collection<?> all) {
      for (Object one : all) {
        if (one instanceof Map<?, ?> first && first.get("reason") instanceof String reason) {
          return reason;
        }
      }
    }
    return "";
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? oneLine(text) : "";
  }

  /** One line, not without an end. */
  private static String oneLine(String text) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE);
  }

  /**
   * The same, its sentence looked at without names of objects, whose words are not the server's.
   *
   * @param names with the bucket before each, as Google tells them, and the bucket's own; other
   *     servers tell the bucket or the name alone
   */
  ErrorDocument without(Iterable<String> names) {
    String bare = said;
    for (String name : names) {
      bare = name.indexOf('/') < 0 ? bare : bare.replace(name, "…");
    }
    for (String name : names) {
      int slash = name.indexOf('/');
      bare = without(bare, name.substring(slash + 1));
      bare = slash < 0 ? bare : without(bare, name.substring(0, slash));
    }
    return new ErrorDocument(status, reason, message, bare, spoken, id, headers);
  }

  /** Without a name where it stands alone; a short one may also be a part of a word. */
  private static String without(String sentence, String name) {
    return Pattern.compile("(?<![\\p{L}\\p{N}_-])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}_-])")
        .matcher(sentence)
        .replaceAll("…");
  }

  /** Whether its sentence holds these words. */
  boolean says(String words) {
    return said.toLowerCase(Locale.ROOT).contains(words);
  }

  /** Whether this is its sentence. */
  boolean is(String sentence) {
    return message.equals(sentence);
  }

  /** A header of the answer. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.getFirstHeaderStringValue(name));
  }

  /** How long to wait before asking again; null if it does not tell. */
  @Nullable Duration retryAfter() {
    return header("Retry-After")
        .filter(text -> text.matches("[0-9]{1,4}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(null);
  }

  /** Its sentence, not too long, without a full stop, or that there is none. */
  String words() {
    String words = message.isEmpty() ? "no more is known" : message;
    if (words.length() > LONGEST_WORDS) {
      return words.substring(0, LONGEST_WORDS) + "…";
    }
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  /** Reason, status and request in parentheses, for those who ask Google. */
  String inParentheses() {
    return " ("
        + (reason.isEmpty() ? "" : reason + ", ")
        + "status "
        + status
        + (id.isEmpty() ? "" : ", request " + id)
        + ")";
  }
}
