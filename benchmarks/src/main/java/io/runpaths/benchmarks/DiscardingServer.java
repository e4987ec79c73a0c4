package io.runpaths.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Speaks just as much S3 as multipart uploads need, and forgets all bytes: for uploads that no disk
 * here has room for. It passes for MinIO, whose ways the driver knows.
 */
final class DiscardingServer implements Closeable {
  private static final int BUFFER = 256 << 10;

  private final ServerSocket listener;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  DiscardingServer() throws IOException {
    listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many requests came. */
  long requests() {
    return requests.get();
  }

  /** How many bytes came in them. */
  long bytes() {
    return bytes.get();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "discarding-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        daemon(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    byte[] buffer = new byte[BUFFER];
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          int colon = header.indexOf(':');
          headers.put(
              header.substring(0, colon).toLowerCase(Locale.ROOT),
              header.substring(colon + 1).strip());
        }
        long left = Long.parseLong(headers.getOrDefault("content-length", "0"));
        bytes.addAndGet(left);
        while (left > 0) {
          int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (n < 0) {
            return;
          }
          left -= n;
        }
        requests.incrementAndGet();
        out.write(answer(line, headers));
        out.flush();
      }
    } catch (IOException gone) {
      // The client went away, as it does in the end.
    }
  }

  private static byte[] answer(String line, Map<String, String> headers) {
    String body = "";
    if (line.startsWith("POST ")) {
      body =
          line.contains("uploadId=")
              ? "<CompleteMultipartUploadResult><ETag>\"d-1\"</ETag></CompleteMultipartUploadResult>"
              : "<InitiateMultipartUploadResult><UploadId>u1</UploadId>"
                  + "</InitiateMultipartUploadResult>";
    }
    StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nServer: MinIO\r\nETag: \"d\"\r\n");
    String crc = headers.get("x-amz-checksum-crc32c");
    if (crc != null && body.isEmpty()) {
      head.append("x-amz-checksum-crc32c: ").append(crc).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    return head.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b; (b = in.read()) >= 0 && b != '\n'; ) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
