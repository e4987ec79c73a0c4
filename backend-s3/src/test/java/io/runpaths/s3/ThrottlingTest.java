package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.ThrottledException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that asks for fewer requests gets fewer, and in the end all that it was to get. */
final class ThrottlingTest extends PaperTest {
  private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

  /** A store whose pauses are noted and not made. */
  private S3Backend noting() {
    TestServer there = new TestServer(PaperS3.NAME, paper.server().uri(), "lab-key", "lab-secret");
    Options options =
        Options.NONE
            .with(S3Options.CONDITIONS, "trusted")
            .with(S3Options.RETRIES, "5")
            .over(there.options());
    return S3Backend.open(
        new Location("s3", PaperS3.BUCKET, "root"),
        S3Settings.from(options),
        there.credentials(),
        pauses::add,
        there.heard());
  }

  @ParameterizedTest
  @CsvSource({"503, SlowDown", "429, TooManyRequests", "400, ThrottlingException", "503, ''"})
  void whatIsHeldBackIsDoneLater(int status, String code) throws IOException {
    HttpAnswer slower = code.isEmpty() ? HttpAnswer.of(status) : HttpAnswer.error(status, code);
    try (S3Backend store = noting()) {
      paper.twist(3, "PutObject", PaperS3.only(slower));
      store.put(KEY, Body.of("x"), PutOptions.IF_ABSENT);
      paper.twist(3, "GetObject", PaperS3.only(slower));
      assertEquals("x", text(read(store, ReadOptions.ALL)));
    }
    assertEquals(4, paper.server().count("PutObject"));
    assertEquals(4, paper.server().count("GetObject"));
    assertEquals(6, pauses.size());
  }

  @Test
  void theTimeThatTheServerAsksForIsGiven() throws IOException {
    paper.twist(
        1, "PutObject", PaperS3.only(HttpAnswer.error(503, "SlowDown").with("Retry-After", "7")));
    try (S3Backend store = noting()) {
      store.put(KEY, Body.of("x"), PutOptions.REPLACE);
    }
    assertEquals(1, pauses.size());
    assertTrue(pauses.get(0).compareTo(Duration.ofSeconds(7)) >= 0, pauses::toString);
  }

  @Test
  void afterAllRetriesItIsSaidSo() throws IOException {
    paper.twist(100, "PutObject", PaperS3.only(HttpAnswer.error(503, "SlowDown")));
    try (S3Backend store = noting()) {
      ThrottledException failure =
          assertThrows(
              ThrottledException.class, () -> store.put(KEY, Body.of("x"), PutOptions.REPLACE));
      assertEquals(Reason.THROTTLED, failure.reason());
    }
    assertEquals(6, paper.server().count("PutObject"));
  }

  @Test
  void fewerRequestsAreUnderWayAfterwards() throws Exception {
    AtomicInteger under = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    // A server that can do four at once, and refuses the others.
    paper.twist(
        Integer.MAX_VALUE,
        "GetObject",
        (request, plain) -> {
          int now = under.incrementAndGet();
          try {
            most.accumulateAndGet(now, Math::max);
            if (now > 4) {
              refused.incrementAndGet();
              return HttpAnswer.error(503, "SlowDown");
            }
            LockSupport.parkNanos(1_000_000);
            return plain.done();
          } finally {
            under.decrementAndGet();
          }
        });
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try (S3Backend store =
        open(Options.NONE.with(S3Options.RETRIES, "100").with(S3Options.CONNECTIONS, "32"))) {
      put("x", PutOptions.REPLACE);
      List<Future<byte[]>> reads = new ArrayList<>();
      for (int n = 0; n < 400; n++) {
        reads.add(threads.submit(() -> read(store, ReadOptions.ALL)));
      }
      for (Future<byte[]> read : reads) {
        assertEquals("x", text(read.get()));
      }
    } finally {
      threads.shutdownNow();
    }
    assertTrue(most.get() > 4 && refused.get() > 0, "the server was never asked for too much");
    // Each refusal lowers the number; unlowered, 28 of 32 would be refused again and again.
    assertTrue(refused.get() < 400, () -> refused + " refusals for 400 reads");
  }
}
