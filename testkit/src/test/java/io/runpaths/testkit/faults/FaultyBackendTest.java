package io.runpaths.testkit.faults;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capability;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Upload;
import io.runpaths.testkit.TestClock;
import io.runpaths.testkit.mem.MemBackend;
import io.runpaths.testkit.mem.MemStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FaultyBackendTest {
  private static final Location ROOT = new Location("mem", "faulty-backend-test", "outputs");
  private static final ObjectKey KEY = ObjectKey.of("folder/object");

  private final FaultyBackend faulty =
      new FaultyBackend(MemBackend.open(ROOT, MemBackend.EVERYTHING));

  @AfterEach
  void forget() {
    MemStore.forget(ROOT.authority());
  }

  @Test
  void aRequestLostBeforeItsEffectHasNone() throws IOException {
    faulty.plan().next(1, Operation.PUT, "folder/object"::equals, Fault.LOST_BEFORE_EFFECT);
    OutcomeUnknownException failure = assertThrows(OutcomeUnknownException.class, this::put);
    assertEquals(Reason.LOST_ANSWER, failure.reason());
    assertFalse(faulty.exists(KEY));
    put();
    assertTrue(faulty.exists(KEY));
  }

  @Test
  void aRequestLostAfterItsEffectHasIt() throws IOException {
    faulty.plan().next(1, Operation.PUT, key -> true, Fault.LOST_AFTER_EFFECT);
    assertThrows(OutcomeUnknownException.class, this::put);
    assertTrue(faulty.exists(KEY));
    faulty.plan().next(1, Operation.DELETE, key -> true, Fault.LOST_AFTER_EFFECT);
    assertThrows(OutcomeUnknownException.class, () -> faulty.delete(KEY, Precondition.NONE));
    assertFalse(faulty.exists(KEY));
  }

  @Test
  void aLostCommitIsPublishedOrNot() throws IOException {
    for (Fault lost : List.of(Fault.LOST_BEFORE_EFFECT, Fault.LOST_AFTER_EFFECT)) {
      faulty.plan().next(1, Operation.COMMIT, key -> true, lost);
      try (Upload upload = faulty.upload(KEY, PutOptions.REPLACE)) {
        upload.output().write('x');
        assertThrows(OutcomeUnknownException.class, upload::commit);
      }
      assertEquals(lost == Fault.LOST_AFTER_EFFECT, faulty.exists(KEY));
    }
  }

  @Test
  void aReadWithoutAnAnswerIsUnavailable() throws IOException {
    put();
    for (Fault lost : List.of(Fault.LOST_BEFORE_EFFECT, Fault.LOST_AFTER_EFFECT)) {
      faulty.plan().next(1, Operation.READ, key -> true, lost);
      UnavailableException failure = assertThrows(UnavailableException.class, this::read);
      assertEquals(Reason.TIMEOUT, failure.reason());
      faulty.plan().clear();
    }
    assertEquals("0123456789", new String(read(), StandardCharsets.UTF_8));
  }

  @Test
  void onlyTheNthMatchingCallIsStruck() throws IOException {
    faulty.plan().nth(2, Operation.PUT, key -> key.startsWith("folder/"), Fault.THROTTLED);
    faulty.put(ObjectKey.of("elsewhere"), Body.of("x"), PutOptions.REPLACE);
    put();
    assertTrue(assertThrows(ThrottledException.class, this::put).retryable());
    put();
  }

  @Test
  void aDenialAndAnOutageSayWhatTheyAre() throws IOException {
    faulty.plan().always(Operation.PUT, key -> true, Fault.DENIED);
    assertThrows(AccessDeniedException.class, this::put);
    assertThrows(AccessDeniedException.class, this::put);
    faulty.plan().clear();
    faulty.plan().always(Operation.PUT, key -> true, Fault.unavailable(Reason.NO_SPACE));
    UnavailableException full = assertThrows(UnavailableException.class, this::put);
    assertEquals(Reason.NO_SPACE, full.reason());
    faulty.plan().clear();
    put();
  }

  @Test
  void aTruncatedReadBreaksOffAndSaysSo() throws IOException {
    put();
    faulty.plan().next(1, Operation.READ, key -> true, Fault.truncated(4));
    try (ObjectContent content = faulty.read(KEY, ReadOptions.ALL)) {
      assertArrayEquals("0123".getBytes(StandardCharsets.UTF_8), content.stream().readNBytes(4));
      assertThrows(UnavailableException.class, () -> content.stream().read());
    }
  }

  @Test
  void aFlippedBitIsNoticedWhereChecksumsArePromised() throws IOException {
    put();
    faulty.plan().always(Operation.READ, key -> true, Fault.flipped(9));
    assertThrows(CorruptDataException.class, this::read);
    try (ObjectContent part = faulty.read(KEY, ReadOptions.of(ByteRange.from(0)))) {
      assertThrows(CorruptDataException.class, () -> part.stream().readAllBytes());
    }
  }

  @Test
  void aFlippedBitIsSeenByNobodyWhereChecksumsAreNotPromised() throws IOException {
    put();
    FaultyBackend unverified =
        new FaultyBackend(
            MemBackend.open(ROOT, MemBackend.EVERYTHING.without(Capability.CHECKSUMS)));
    unverified.plan().always(Operation.READ, key -> true, Fault.flipped(3));
    try (ObjectContent content = unverified.read(KEY, ReadOptions.ALL)) {
      assertEquals(
          "0122456789", new String(content.stream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void aHeldCallWaitsForItsGate() throws Exception {
    Gate gate = new Gate();
    faulty.plan().next(1, Operation.PUT, key -> true, Fault.heldAt(gate));
    CompletableFuture<Boolean> put =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                put();
                return true;
              } catch (IOException e) {
                return false;
              }
            });
    gate.awaitArrival();
    assertFalse(put.isDone());
    assertFalse(faulty.exists(KEY));
    gate.open();
    assertTrue(put.get(60, TimeUnit.SECONDS));
    assertTrue(faulty.exists(KEY));
  }

  @Test
  void aDelayedCallTakesTimeByTheTestsClock() throws IOException {
    Instant start = Instant.parse("2026-02-08T12:00:00Z");
    TestClock clock = TestClock.at(start);
    faulty.plan().next(1, Operation.PUT, key -> true, Fault.delayed(clock, Duration.ofMinutes(5)));
    put();
    assertEquals(start.plusSeconds(300), clock.instant());
    put();
    assertEquals(start.plusSeconds(300), clock.instant());
  }

  @Test
  void aDelayAndAnotherFaultStrikeTogether() {
    TestClock clock = TestClock.at(Instant.EPOCH);
    faulty
        .plan()
        .next(1, Operation.PUT, key -> true, Fault.LOST_BEFORE_EFFECT)
        .next(1, Operation.PUT, key -> true, Fault.delayed(clock, Duration.ofSeconds(1)));
    assertThrows(OutcomeUnknownException.class, this::put);
    assertEquals(Instant.EPOCH.plusSeconds(1), clock.instant());
  }

  @Test
  void aLateListingShowsWhatWasWrittenSomeCallsAgo() throws IOException {
    faulty.put(ObjectKey.of("before"), Body.of("x"), PutOptions.REPLACE);
    faulty.setLateListing(2);
    assertFalse(faulty.capabilities().has(Capability.CONSISTENT_LISTING));
    put();
    assertEquals(List.of("before"), list(Depth.ALL));
    assertEquals(List.of("before"), list(Depth.CHILDREN));
    assertEquals(List.of("before", "folder/object"), list(Depth.ALL));
    assertEquals(List.of("before", "folder/"), list(Depth.CHILDREN));
    faulty.setLateListing(0);
    assertTrue(faulty.capabilities().has(Capability.CONSISTENT_LISTING));
  }

  @Test
  void everyRequestIsLoggedWithItsKey() throws IOException {
    put();
    read();
    faulty.stat(KEY);
    list(Depth.ALL);
    faulty.deleteAll(List.of(KEY));
    try (Upload upload = faulty.upload(KEY, PutOptions.REPLACE)) {
      upload.commit();
    }
    assertEquals(
        List.of(
            new Request(Operation.PUT, "folder/object"),
            new Request(Operation.READ, "folder/object"),
            new Request(Operation.STAT, "folder/object"),
            new Request(Operation.LIST, ""),
            new Request(Operation.DELETE_ALL, ""),
            new Request(Operation.UPLOAD, "folder/object"),
            new Request(Operation.COMMIT, "folder/object")),
        faulty.requests().all());
    assertEquals(1, faulty.requests().count(Operation.PUT));
    faulty.requests().clear();
    assertEquals(Map.of(), faulty.requests().counts());
  }

  private void put() throws StorageException {
    faulty.put(KEY, Body.of("0123456789"), PutOptions.REPLACE);
  }

  private byte[] read() throws IOException {
    try (ObjectContent content = faulty.read(KEY, ReadOptions.ALL)) {
      return content.stream().readAllBytes();
    }
  }

  private List<String> list(Depth depth) throws StorageException {
    return faulty.list(KeyPrefix.ROOT, depth, Cursor.START, 100).entries().stream()
        .map(ListEntry::name)
        .toList();
  }
}
