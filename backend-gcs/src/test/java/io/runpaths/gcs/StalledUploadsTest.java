package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
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

  private GcsBackend open(Taker taker) {
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
    Options options =
        GcsOptions.builder()
            .endpoint(URI.create("http://127.0.0.1:" + listener.getLocalPort()))
            .timeout(PATIENCE)
            .retries(0)
            .build();
    return GcsBackend.open(
        Stage.ROOT, GcsSettings.from(options, Map.of()), time -> Thread.onSpinWait());
  }

  private static void serve(Socket socket, Taker taker) {
    try {
      InputStream in = socket.getInputStream();
      for (int end = 0; end != 0x0d0a0d0a; ) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        end = end << 8 | next;
      }
      write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
      taker.take(socket, in);
    } catch (IOException e) {
      // The client has gone away.
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Test
  void aBodyOfWhichNothingIsTakenAnyMoreFailsByTheTimeoutAlone() throws IOException {
    try (GcsBackend backend = open((socket, in) -> in.skipNBytes(100 << 10))) {
      long began = System.nanoTime();
      StorageException failure =
          assertThrows(
              StorageException.class,
              () -> backend.put(Stage.key("a"), Body.of(new byte[SIZE]), PutOptions.REPLACE));
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertTrue(
          String.valueOf(failure.getMessage()).contains("gcs.timeout"), failure.getMessage());
      // The look for what became of it waits as long once more.
      assertTrue(took.compareTo(PATIENCE.multipliedBy(10)) < 0, "it took " + took);
    }
  }

  @Test
  void aBodyThatIsTakenSlowlyHasTheTimeItNeeds() throws IOException {
    String made = "{\"name\":\"outputs/a\",\"generation\":\"12\",\"size\":\"" + SIZE + "\"}";
    try (GcsBackend backend =
        open(
            (socket, in) -> {
              // The parts' boundaries are read with the rest; a little stays unread.
              for (int taken = 0; taken < SIZE; taken += PIECE) {
                LockSupport.parkNanos(20_000_000);
                in.skipNBytes(PIECE);
              }
              write(
                  socket,
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                      + made.length()
                      + "\r\n\r\n"
                      + made);
            })) {
      long began = System.nanoTime();
      ObjectStat stat = backend.put(Stage.key("a"), Body.of(new byte[SIZE]), PutOptions.REPLACE);
      assertEquals(SIZE, stat.size());
      assertTrue(System.nanoTime() - began > PATIENCE.toNanos(), "it took more than the timeout");
    }
  }
}
