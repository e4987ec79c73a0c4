package io.runpaths.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** An answer that the proxy gives in the server's place. Immutable. */
public final class Reply {
  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private Reply(int status, Map<String, String> headers, byte[] body) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("The status " + status + " is no final HTTP status.");
    }
    this.status = status;
    this.headers = new LinkedHashMap<>(headers);
    this.body = body;
    headers.forEach(
        (name, value) -> {
          if ((name + value).chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("The header " + name + " has a line break.");
          }
        });
  }

  /**
   * A status without a word more.
   *
   * @param status such as 503
   * @return the reply
   */
  public static Reply status(int status) {
    return new Reply(status, Map.of(), new byte[0]);
  }

  /**
   * A document.
   *
   * @param status such as 200
   * @param contentType such as {@code application/xml}
   * @param text the body
   * @return the reply
   */
  public static Reply of(int status, String contentType, String text) {
    return new Reply(
        status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The page that a gateway, a login portal or a captive network shows instead of the server.
   *
   * @param status such as 200 or 502
   * @return the reply
   */
  public static Reply html(int status) {
    return of(
        status,
        "text/html; charset=utf-8",
        "<!DOCTYPE html>\n<html><head><title>Welcome</title></head>"
            + "<body><p>Please sign in to use this network.<br></body></html>\n");
  }

  /**
   * A redirect to another place.
   *
   * @param status such as 307
   * @param location where to go
   * @return the reply
   */
  public static Reply redirect(int status, String location) {
    return status(status).with("Location", location);
  }

  /**
   * The same with one more header.
   *
   * @param name its name
   * @param value its value
   * @return a new reply
   */
  public Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new Reply(status, more, body);
  }

  /**
   * The status.
   *
   * @return three digits
   */
  public int status() {
    return status;
  }

  /**
   * The body.
   *
   * @return a copy
   */
  public byte[] body() {
    return Arrays.copyOf(body, body.length);
  }

  /** Start line and headers on the wire, the length among them. */
  byte[] head(String framing) {
    StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Instead\r\n");
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    return text.append(framing).append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** All bytes on the wire; what answers a HEAD has a length and no body. */
  byte[] message(boolean withBody) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head("Content-Length: " + body.length));
    if (withBody && status != 204 && status != 304) {
      all.writeBytes(body);
    }
    return all.toByteArray();
  }

  /** Status and length of the body. */
  @Override
  public String toString() {
    return status + " with " + body.length + " bytes";
  }
}
