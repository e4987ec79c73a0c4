package io.runpaths.testkit.proxy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A server's answer, its body not read yet.
 *
 * @param head status line and headers
 * @param framing where the body ends
 * @param body where the body comes from
 */
record Answer(Head head, Framing framing, InputStream body) {
  /** Reads the body to its end and forgets it. */
  void discard() throws IOException {
    framing.pump(body, Sinks.nowhere());
  }

  byte[] payload() throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    framing.pump(body, Sinks.into(payload));
    return payload.toByteArray();
  }

  /** The same with another body. */
  Answer with(byte[] payload) {
    return new Answer(
        head.withLength(payload.length),
        Framing.fixed(payload.length),
        new ByteArrayInputStream(payload));
  }

  /** The same with its length known beforehand. */
  Answer measured() throws IOException {
    return framing.kind() == Framing.Kind.FIXED ? this : with(payload());
  }
}
