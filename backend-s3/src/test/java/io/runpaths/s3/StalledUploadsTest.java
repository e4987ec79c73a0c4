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
import io.runpaths.testkit.proxy.BareServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that take a large body slowly, or not to its end. */
@Timeout(60)
final class StalledUploadsTest {
  private static final int SIZE = 32 << 20;
  private static final int PIECE = 256 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static S3Backend open(BareServer server) {
    return new TestServer("slow", server.uri(), "lab-key", "lab-secret")
        .open(
            new Location("s3", "slow-bucket", "root"),
            Options.NONE
                .with(S3Options.CONDITIONS, "trusted")
                .with(S3Options.PART_SIZE, "64MiB")
                .with(S3Options.TIMEOUT, "1s")
                .with(S3Options.RETRIES, "0"));
  }

  /** Answers whatever comes before a body, and lets that come. */
  private static void begin(BareServer.Caller caller) throws IOException {
    String head = caller.head();
    // The driver asks once who the server is, and after a lost answer what is there.
    while (head.startsWith("HEAD ")) {
      boolean object = head.startsWith("HEAD /slow-bucket/root");
      caller.write(
          "HTTP/1.1 "
              + (object ? "404" : "200")
              + " Some\r\nServer: AmazonS3\r\nContent-Length: 0\r\n\r\n");
      head = caller.head();
    }
    if (head.contains("100-continue")) {
      caller.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
  }

  @Test
  void aBodyOfWhichNothingIsTakenAnyMoreFailsByTheTimeoutAlone() throws IOException {
    try (BareServer server =
            BareServer.start(
                caller -> {
                  begin(caller);
                  caller.skip(100 << 10);
                });
        S3Backend backend = open(server)) {
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
    try (BareServer server =
            BareServer.start(
                caller -> {
                  begin(caller);
                  for (int taken = 0; taken < SIZE; taken += PIECE) {
                    LockSupport.parkNanos(20_000_000);
                    caller.skip(PIECE);
                  }
                  caller.write(
                      "HTTP/1.1 200 OK\r\nETag: \"0123456789abcdef0123456789abcdef\"\r\nContent-Length: 0\r\n\r\n");
                });
        S3Backend backend = open(server)) {
      long began = System.nanoTime();
      ObjectStat stat = backend.put(ObjectKey.of("a"), Body.of(new byte[SIZE]), PutOptions.REPLACE);
      assertEquals(SIZE, stat.size());
      assertTrue(System.nanoTime() - began > PATIENCE.toNanos(), "it took more than the timeout");
    }
  }
}
