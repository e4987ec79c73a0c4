package io.runpaths.testkit.mem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.testkit.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemProviderTest {
  private static final String ROOT = "mem://mem-provider-test/outputs";
  private static final ObjectKey KEY = ObjectKey.of("object");

  @AfterEach
  void forget() {
    MemStore.forget("mem-provider-test");
  }

  @Test
  void isFoundByItsScheme() throws IOException {
    try (RunStore store = RunStores.open(ROOT);
        RunStore other = RunStores.open(ROOT + "/")) {
      Run run = store.create(RunSpec.hashed("digits", "MLP", Map.of("run_timestamp", 1)));
      assertEquals(run.record().nonce(), other.open(run.path()).record().nonce());
      assertEquals(ROOT + "/" + run.path(), run.location().uri());
    }
  }

  @Test
  void storesOfOtherNamesAreOtherStores() throws IOException {
    try (StorageBackend one = RunStores.openBackend(ROOT, Options.NONE);
        StorageBackend two = RunStores.openBackend("mem://mem-provider-test-2", Options.NONE);
        StorageBackend above = RunStores.openBackend("mem://mem-provider-test", Options.NONE)) {
      one.put(KEY, Body.of("x"), PutOptions.REPLACE);
      assertFalse(two.exists(KEY));
      assertTrue(above.exists(ObjectKey.of("outputs/object")));
    } finally {
      MemStore.forget("mem-provider-test-2");
    }
  }

  @Test
  void aLocationWithoutAStoreIsRefusedWithARightOne() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> RunStores.resolve("mem:///outputs"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("mem://name/outputs"));
  }

  @Test
  void aStoreCanBeOpenedWithFewerPromises() throws IOException {
    Options options = Options.NONE.with("mem.without", "put-if-absent, copy");
    try (StorageBackend backend = RunStores.openBackend(ROOT, options)) {
      assertFalse(backend.capabilities().has(Capability.PUT_IF_ABSENT));
      assertFalse(backend.capabilities().has(Capability.COPY));
      assertTrue(backend.capabilities().has(Capability.METADATA));
      assertThrows(
          UnsupportedException.class, () -> backend.put(KEY, Body.of("x"), PutOptions.IF_ABSENT));
    }
  }

  @Test
  void anUnknownPromiseIsRefusedWithThoseThereAre() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> RunStores.openBackend(ROOT, Options.NONE.with("mem.without", "magic")));
    assertTrue(String.valueOf(refusal.getMessage()).contains("put-if-absent"));
  }

  @Test
  void objectsAreStampedByTheStoresClock() throws IOException {
    TestClock clock = TestClock.at(Instant.parse("2026-02-08T12:00:00Z"));
    MemStore.named("mem-provider-test").setClock(clock);
    try (StorageBackend backend = RunStores.openBackend(ROOT, Options.NONE)) {
      backend.put(KEY, Body.of("x"), PutOptions.REPLACE);
      clock.advance(Duration.ofHours(1));
      var stat = backend.stat(KEY).orElseThrow();
      assertEquals(Instant.parse("2026-02-08T12:00:00Z"), stat.modified());
      assertEquals(clock.instant(), stat.storeTime().orElseThrow());
    }
  }

  @Test
  void anUploadThatGrowsTooLargeIsRefusedAndNotPublished() throws IOException {
    StorageBackend small =
        MemBackend.open(Location.parse(ROOT), new Capabilities(Set.of(Capability.values()), 10));
    try (Upload upload = small.upload(KEY, PutOptions.REPLACE)) {
      upload.output().write(new byte[10]);
      assertThrows(UnsupportedException.class, () -> upload.output().write(0));
      assertThrows(StorageException.class, upload::commit);
    }
    assertFalse(small.exists(KEY));
  }
}
