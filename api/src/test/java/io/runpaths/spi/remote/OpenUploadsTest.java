package io.runpaths.spi.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class OpenUploadsTest {
  private static final Op OP = new Op("upload", "mem://bucket/key");
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final ObjectStat STAT =
      ObjectStat.builder(ObjectKey.of("key"), 0, new Version("1"), Instant.EPOCH).build();

  private final OpenUploads uploads = new OpenUploads(Location.parse("mem://bucket/"));
  private final AtomicInteger aborts = new AtomicInteger();

  /** What a store holds of an object, and how it fails to give that up. */
  private interface Abort {
    void run() throws StorageException;
  }

  private StreamUpload begin(Abort abort) {
    StreamUpload.Parts parts =
        new StreamUpload.Parts() {
          @Override
          public long room(long buffered, boolean spooled) {
            return 1;
          }

          @Override
          public void send(Payload part) {}

          @Override
          public ObjectStat finish(Payload last) {
            return STAT;
          }

          @Override
          public void abort() throws StorageException {
            aborts.incrementAndGet();
            abort.run();
          }
        };
    return uploads.begin(OP, parts, new BufferBudget(0), "mem.buffer");
  }

  private void giveUp() throws StorageException {
    uploads.giveUp(LONG, () -> {}, Set.of());
  }

  @Test
  void whatIsLeftIsGivenUpOnceAndWhatIsDoneIsNot() throws StorageException {
    begin(() -> {}).commit();
    begin(() -> {}).close();
    begin(() -> {});
    assertEquals(1, aborts.get());
    giveUp();
    giveUp();
    assertEquals(2, aborts.get());
  }

  @Test
  void oneThatFailsKeepsNoOtherFromBeingGivenUp() {
    for (int n = 0; n < 8; n++) {
      begin(
          () -> {
            throw new UnavailableException("abort", OP.location(), Reason.OTHER, "Broken.", null);
          });
    }
    StorageException failure = assertThrows(StorageException.class, this::giveUp);
    assertEquals("Broken.", failure.getMessage());
    assertEquals(8, aborts.get());
  }

  @Test
  void neitherDoesOneThatBreaks() {
    for (int n = 0; n < 8; n++) {
      begin(
          () -> {
            throw new IllegalStateException("a bug");
          });
    }
    StorageException failure = assertThrows(UnavailableException.class, this::giveUp);
    assertEquals("close", failure.operation());
    assertInstanceOf(IllegalStateException.class, failure.getCause());
    assertEquals(8, aborts.get());
  }

  @Test
  @Timeout(60)
  void allHaveOneLimitTogether() throws StorageException {
    List<Duration> left = new ArrayList<>();
    for (int n = 0; n < 2; n++) {
      begin(() -> left.add(Hurry.left(LONG.multipliedBy(2))));
    }
    giveUp();
    assertEquals(2, left.size());
    assertTrue(left.get(0).compareTo(LONG) <= 0, left::toString);
    assertTrue(left.get(1).compareTo(left.get(0)) <= 0, left::toString);
  }

  @Test
  @Timeout(60)
  void whatOtherThreadsHaveBegunIsWaitedFor() throws StorageException {
    Set<String> begun = ConcurrentHashMap.newKeySet();
    begun.add("of another thread");
    Thread other = new Thread(begun::clear);
    begin(other::start);
    uploads.giveUp(LONG, () -> {}, begun);
    assertTrue(begun.isEmpty());
  }

  @Test
  @Timeout(60)
  void butNotForEverAndAnInterruptIsPassedOn() throws StorageException {
    Thread.currentThread().interrupt();
    uploads.giveUp(Duration.ofMillis(20), () -> {}, List.of("of another thread"));
    assertTrue(Thread.interrupted());
    assertFalse(Thread.interrupted());
  }
}
