package io.runpaths.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where messages end. */
final class FramingTest {
  private static final String CHUNKS =
      "5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nSome: trailer\r\n\r\n";

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Head head(String text) throws IOException {
    return Objects.requireNonNull(Head.read(bytes(text.replace("|", "\r\n") + "\r\n\r\n")));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  HTTP/1.1 200 OK|Content-Length: 5,           FIXED, 5",
    "HEAD, HTTP/1.1 200 OK|Content-Length: 5,           FIXED, 0",
    "GET,  HTTP/1.1 204 No Content,                     FIXED, 0",
    "GET,  HTTP/1.1 304 Not Modified|Content-Length: 5, FIXED, 0",
    "GET,  HTTP/1.1 200 OK|transfer-encoding: Chunked,  CHUNKED, 0",
    "GET,  HTTP/1.1 200,                                UNTIL_CLOSE, 0"
  })
  void anAnswerSaysWhereItEnds(String method, String text, Framing.Kind kind, long length)
      throws IOException {
    assertEquals(new Framing(kind, length), Framing.ofAnswer(head(text), method));
  }

  @Test
  void aRequestWithoutALengthHasNoBody() throws IOException {
    assertEquals(Framing.NONE, Framing.ofRequest(head("DELETE / HTTP/1.1|Host: a")));
  }

  @Test
  void chunksTrailersAndExtensionsKeepTheirBytes() throws IOException {
    Framing framing = Framing.ofRequest(head("PUT / HTTP/1.1|Transfer-Encoding: chunked"));
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    InputStream in = bytes(CHUNKS + "next");
    framing.pump(in, Sinks.to(raw));
    assertEquals(CHUNKS, raw.toString(StandardCharsets.ISO_8859_1));
    assertEquals("next", new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    framing.pump(bytes(CHUNKS), Sinks.into(payload));
    assertEquals("hello world", payload.toString(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 9, 20, 31, 50})
  void aBodyThatBreaksOffIsNoticed(int bytes) {
    Framing framing = new Framing(Framing.Kind.CHUNKED, 0);
    assertThrows(
        EOFException.class, () -> framing.pump(bytes(CHUNKS.substring(0, bytes)), Sinks.nowhere()));
    assertThrows(
        EOFException.class,
        () -> Framing.fixed(51).pump(bytes(CHUNKS.substring(0, bytes)), Sinks.nowhere()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GARBAGE", "GET /", "HTTP/1.1 OK", "HTTP/2 200 OK"})
  void whatIsNotHttpIsRefused(String text) throws IOException {
    Head head = head(text);
    assertThrows(ProtocolException.class, head::request);
    assertThrows(ProtocolException.class, head::status);
    assertThrows(
        ProtocolException.class,
        () -> Framing.ofRequest(head("PUT / HTTP/1.1|Content-Length: -1")));
    assertThrows(
        ProtocolException.class,
        () -> new Framing(Framing.Kind.CHUNKED, 0).pump(bytes("xyz\r\n"), Sinks.nowhere()));
  }
}
