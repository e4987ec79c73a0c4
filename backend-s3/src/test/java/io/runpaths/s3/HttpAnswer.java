package io.runpaths.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a test server answers.
 *
 * @param status the status
 * @param headers all but those that every answer has
 * @param body its bytes
 * @param sent how many of the bytes are sent before the connection is closed; -1 for an answer that
 *     does not come at all
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record HttpAnswer(int status, Map<String, String> headers, byte[] body, int sent) {
  static final HttpAnswer LOST = new HttpAnswer(0, Map.of(), new byte[0], -1);

  static HttpAnswer of(int status) {
    return new HttpAnswer(status, Map.of(), new byte[0], Integer.MAX_VALUE);
  }

  static HttpAnswer xml(int status, String document) {
    return of(status).with("Content-Type", "application/xml").withBody(document);
  }

  static HttpAnswer error(int status, String code) {
    return xml(
        status,
        "<?xml version=\"1.0\"?>\n<Error><Code>"
            + code
            + "</Code><Message>Told to.</Message><RequestId>R1</RequestId></Error>");
  }

  static HttpAnswer html(int status) {
    return of(status)
        .with("Content-Type", "text/html")
        .withBody("<!DOCTYPE html>\n<html><body><h1>Welcome</h1></body></html>\n");
  }

  HttpAnswer with(String name, String value) {
    Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(headers);
    more.put(name, value);
    return new HttpAnswer(status, more, body, sent);
  }

  HttpAnswer without(String name) {
    Map<String, String> fewer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    fewer.putAll(headers);
    fewer.remove(name);
    return new HttpAnswer(status, fewer, body, sent);
  }

  HttpAnswer withBody(byte[] bytes) {
    return new HttpAnswer(status, headers, bytes, sent);
  }

  HttpAnswer withBody(String text) {
    return withBody(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same, of which only the first bytes arrive. */
  HttpAnswer cutAfter(int bytes) {
    return new HttpAnswer(status, headers, body, bytes);
  }

  /** The same, whose length says that the first bytes are all. */
  HttpAnswer shortenedTo(int bytes) {
    return withBody(java.util.Arrays.copyOf(body, bytes));
  }

  /**
   * Writes it.
   *
   * @param withBody false for the answer to a HEAD
   * @return whether the connection may go on
   */
  boolean write(OutputStream out, boolean withBody) throws IOException {
    if (sent < 0) {
      return false;
    }
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Told\r\n");
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (status != 204) {
      all.put("Content-Length", Integer.toString(body.length));
    }
    all.put("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    all.putAll(headers);
    all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    if (withBody) {
      out.write(body, 0, Math.min(body.length, sent));
    }
    out.flush();
    return sent >= body.length;
  }
}
