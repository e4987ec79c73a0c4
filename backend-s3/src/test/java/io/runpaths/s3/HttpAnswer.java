package io.runpaths.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What a test server answers.
 *
 * @param status the status
 * @param headers all but those that every answer has
 * @param body its bytes
 * @param sender how the bytes are sent
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record HttpAnswer(int status, Map<String, String> headers, byte[] body, Sender sender) {
  /** Sends the body's bytes. */
  interface Sender {
    /**
     * Sends.
     *
     * @return whether the connection may go on
     */
    boolean send(OutputStream out, byte[] body) throws IOException;
  }

  private static final Sender WHOLE =
      (out, body) -> {
        out.write(body);
        return true;
      };

  /** No answer: the connection is closed. */
  static final HttpAnswer LOST = new HttpAnswer(0, Map.of(), new byte[0], WHOLE);

  static HttpAnswer of(int status) {
    return new HttpAnswer(status, Map.of(), new byte[0], WHOLE);
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
    return new HttpAnswer(status, more, body, sender);
  }

  HttpAnswer without(String name) {
    Map<String, String> fewer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    fewer.putAll(headers);
    fewer.remove(name);
    return new HttpAnswer(status, fewer, body, sender);
  }

  HttpAnswer withStatus(int other) {
    return new HttpAnswer(other, headers, body, sender);
  }

  HttpAnswer withBody(byte[] bytes) {
    return new HttpAnswer(status, headers, bytes, sender);
  }

  HttpAnswer withBody(String text) {
    return withBody(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same, whose length says that the first bytes are all. */
  HttpAnswer shortenedTo(int bytes) {
    return withBody(Arrays.copyOf(body, bytes));
  }

  /** The same, of which only the first bytes arrive. */
  HttpAnswer cutAfter(int bytes) {
    return sentBy(
        (out, all) -> {
          out.write(all, 0, Math.min(all.length, bytes));
          return false;
        });
  }

  /** The same, with a pause in its middle. */
  HttpAnswer pausedAfter(int bytes, Runnable pause) {
    return sentBy(
        (out, all) -> {
          out.write(all, 0, bytes);
          out.flush();
          pause.run();
          out.write(all, bytes, all.length - bytes);
          return false;
        });
  }

  /** The same, a byte now and then until the client hangs up. */
  HttpAnswer dripped() {
    return sentBy(
        (out, all) -> {
          for (byte b : all) {
            out.write(b);
            out.flush();
            LockSupport.parkNanos(10_000_000);
          }
          return false;
        });
  }

  /** The same, with its last bytes again and again until the client hangs up. */
  HttpAnswer endless() {
    return with("Content-Length", Long.toString(Long.MAX_VALUE))
        .sentBy(
            (out, all) -> {
              out.write(all);
              byte[] spaces = new byte[1 << 20];
              Arrays.fill(spaces, (byte) ' ');
              while (true) {
                out.write(spaces);
              }
            });
  }

  private HttpAnswer sentBy(Sender other) {
    return new HttpAnswer(status, headers, body, other);
  }

  /**
   * Writes it.
   *
   * @param withBody false for the answer to a HEAD
   * @return whether the connection may go on
   */
  boolean write(OutputStream out, boolean withBody) throws IOException {
    if (status == 0) {
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
    boolean more = !withBody || sender.send(out, body);
    out.flush();
    return more;
  }
}
