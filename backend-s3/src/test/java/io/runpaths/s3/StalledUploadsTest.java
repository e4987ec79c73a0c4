package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that take a large body slowly, or not to its end. */
@Timeout(60)
final class StalledUploadsTest {
  private static final int SIZE = 32 << 20;
  private static final int PIECE = 256 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ServerSocket listener = new ServerSocket();
  private final Queue<Socket> taken = new ConcurrentLinkedQueue<>();

  StalledUploadsTest() throws IOException {
    listener.setReceiveBufferSize(64 << 10);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    for (Socket socket : taken) {
      socket.close();
    }
  }

  /** What a server does with one connection, once it has the headers of a request. */
  private interface Taker {
    void take(Socket socket, InputStream in) throws IOException;
  }

  private S3Backend open(Taker taker) {
    Thread server =
        new Thread(
            () -> {
              while (!listener.isClosed()) {
                try {
                  Socket socket = listener.accept();
                  taken.add(socket);
                  Thread each = new Thread(() -> serve(socket, taker), "taker");
                  each.setDaemon(true);
                  each.start();
                } catch (IOException e) {
                  return;
                }
              }
            },
            "listener");
    server.setDaemon(true);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + listener.getLocalPort());
    return new TestServer("slow", uri, "lab-key", "lab-secret")
        .open(
            new Location("s3", "slow-bucket", "root"),
            Options.NONE
                .with(S3Options.CONDITIONS, "trusted")
                .with(S3Options.PART_SIZE, "64MiB")
                .with(S3Options.TIMEOUT, "1s")
                .with(S3Options.RETRIES, "0"));
  }

  private static void serve(Socket socket, Taker taker) {
    try {
      InputStream in = socket.getInputStream();
      String head = head(in);
      // The driver asks once who the server is, and after a lost answer what is there.
      while (head.startsWith("HEAD ")) {
        boolean object = head.startsWith("HEAD /slow-bucket/root");
        write(
            socket,
            "HTTP/1.1 "
                + (object ? "404" : "200")
                + " Some\r\nServer: AmazonS3\r\nContent-Length: 0\r\n\r\n");
        head = head(in);
      }
      if (head.contains("100-continue")) {
        write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
      }
      taker.take(socket, in);
    } catch (IOException e) {
      // The client has gone away.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Test
  void aBodyOfWhichNothingIsTakenAnyMoreFailsByTheTimeoutAlone() throws IOException {
    try (S3Backend backend = open((socket, in) -> in.skipNBytes(100 << 10))) {
      long began = System.nanoTime();
      StorageException failure =
          assertThrows(
              StorageException.class,
              () -> backend.put(ObjectKey.of("a"), Body.of(new byte[SIZE]), PutOptions.REPLACE));
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertTrue(String.valueOf(failure.getMessage()).contains("s3.timeout"), failure.getMessage());
      // The look for what became of it waits as long once more.
      assertTrue(took.compareTo(PATIENCE.multipliedBy(10)) < 0, "it took " + took);
    }
  }

  @Test
  void aBodyThatIsTakenSlowlyHasTheTimeItNeeds() throws IOException {
    try (S3Backend backend =
        open(
            (socket, in) -> {
              for (int taken = 0; taken < SIZE; taken += PIECE) {
                LockSupport.parkNanos(20_000_000);
                in.skipNBytes(PIECE);
              }
              write(
                  socket,
                  "HTTP/1.1 200 OK\r\nETag: \"0123456789abcdef0123456789abcdef\"\r\nContent-Length: 0\r\n\r\n");
            })) {
      long began = System.nanoTime();
      ObjectStat stat = backend.put(ObjectKey.of("a"), Body.of(new byte[SIZE]), PutOptions.REPLACE);
      assertEquals(SIZE, stat.size());
      assertTrue(System.nanoTime() - began > PATIENCE.toNanos(), "it took more than the timeout");
    }
  }
}
