package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.proxy.BareServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that take a large body slowly, or not to its end. */
@Timeout(60)
final class StalledUploadsTest {
  private static final int SIZE = 32 << 20;
  private static final int PIECE = 256 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static GcsBackend open(BareServer server) {
    Options options =
        GcsOptions.builder().endpoint(server.uri()).timeout(PATIENCE).retries(0).build();
    return GcsBackend.open(
        Stage.ROOT, GcsSettings.from(options, Map.of()), time -> Thread.onSpinWait());
  }

  private static void begin(BareServer.Caller caller) throws IOException {
    caller.head();
    caller.write("HTTP/1.1 100 Continue\r\n\r\n");
  }

  @Test
  void aBodyOfWhichNothingIsTakenAnyMoreFailsByTheTimeoutAlone() throws IOException {
    try (BareServer server =
            BareServer.start(
                caller -> {
                  begin(caller);
                  caller.skip(100 << 10);
                });
        GcsBackend backend = open(server)) {
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
    try (BareServer server =
            BareServer.start(
                caller -> {
                  begin(caller);
                  // The parts' boundaries are read with the rest; a little stays unread.
                  for (int taken = 0; taken < SIZE; taken += PIECE) {
                    LockSupport.parkNanos(20_000_000);
                    caller.skip(PIECE);
                  }
                  caller.write(
                      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                          + made.length()
                          + "\r\n\r\n"
                          + made);
                });
        GcsBackend backend = open(server)) {
      long began = System.nanoTime();
      ObjectStat stat = backend.put(Stage.key("a"), Body.of(new byte[SIZE]), PutOptions.REPLACE);
      assertEquals(SIZE, stat.size());
      assertTrue(System.nanoTime() - began > PATIENCE.toNanos(), "it took more than the timeout");
    }
  }
}
