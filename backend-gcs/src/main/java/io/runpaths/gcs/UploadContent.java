package io.runpaths.gcs;

import com.google.api.client.http.HttpContent;
import io.runpaths.spi.remote.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The body of an upload: an object's bytes, alone or behind the object's resource. */
final class UploadContent implements HttpContent {
  private static final int BUFFER = 64 << 10;

  private final @Nullable String type;
  private final byte[] head;
  private final Payload payload;
  private final long skip;
  private final byte[] tail;

  private UploadContent(
      @Nullable String type, byte[] head, Payload payload, long skip, byte[] tail) {
    this.type = type;
    this.head = head;
    this.payload = payload;
    this.skip = skip;
    this.tail = tail;
  }

  /**
   * Resource and bytes in two parts ({@code multipart/related}, <a
   * href="https://www.rfc-editor.org/rfc/rfc2387">RFC 2387</a>). What parts them is random, so that
   * nobody can write bytes that hold it.
   */
  static UploadContent related(byte[] resource, String contentType, Payload payload) {
    String boundary = WriteResources.random();
    ByteArrayOutputStream head = new ByteArrayOutputStream(resource.length + 256);
    head.writeBytes(
        ascii("--" + boundary + "\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"));
    head.writeBytes(resource);
    head.writeBytes(ascii("\r\n--" + boundary + "\r\nContent-Type: " + contentType + "\r\n\r\n"));
    return new UploadContent(
        "multipart/related; boundary=" + boundary,
        head.toByteArray(),
        payload,
        0,
        ascii("\r\n--" + boundary + "--\r\n"));
  }

  /** Bytes of a session; their type was told when it began. */
  static UploadContent of(Bulk.Chunk chunk) {
    return new UploadContent(null, new byte[0], chunk.payload(), chunk.skip(), new byte[0]);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public long getLength() {
    return head.length + payload.size() - skip + tail.length;
  }

  @Override
  public @Nullable String getType() {
    return type;
  }

  @Override
  public boolean retrySupported() {
    return false;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(head);
    try (InputStream in = payload.stream()) {
      in.skipNBytes(skip);
      byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER, payload.size() - skip))];
      for (int n; (n = in.read(buffer)) >= 0; ) {
        out.write(buffer, 0, n);
      }
    }
    out.write(tail);
    out.flush();
  }
}
