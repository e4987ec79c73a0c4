package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class KeyLocksTest {
  private final ExecutorService otherThread = Executors.newSingleThreadExecutor();

  @TempDir private Path root;
  private KeyLocks locks;
  private StorageBackend impatient;

  @BeforeEach
  void open() throws IOException {
    locks = locks(Duration.ofSeconds(30));
    impatient = Stores.open(root, Stores.UNSYNCED.with("local.lock-timeout", "20ms"));
  }

  @AfterEach
  void close() throws IOException {
    otherThread.shutdownNow();
    impatient.close();
    locks.close();
  }

  private KeyLocks locks(Duration patience) {
    FileErrors errors = new FileErrors(Location.ofPath(root));
    return new KeyLocks(root, new Folders(root, false), errors, patience);
  }

  @Test
  void whatReplacesOrDeletesWaitsForWhoComparesAndSets() throws Exception {
    Version version = Stores.put(impatient, "object", "old").version();
    KeyLocks.Held held = elsewhere(() -> locks.acquire("put", "object"));
    assertTimesOut(() -> Stores.put(impatient, "object", "new"));
    assertTimesOut(
        () -> impatient.put(Stores.key("object"), Body.of("new"), PutOptions.ifVersion(version)));
    assertTimesOut(() -> impatient.delete(Stores.key("object"), Precondition.NONE));
    assertTimesOut(() -> impatient.delete(Stores.key("object"), Precondition.ifVersion(version)));
    assertEquals("old", Stores.text(impatient, "object"));
    giveBack(held);
    Stores.put(impatient, "object", "new");
    assertEquals("new", Stores.text(impatient, "object"));
  }

  private static void assertTimesOut(Executable request) {
    UnavailableException e =
        Stores.assertFails(UnavailableException.class, Reason.TIMEOUT, request);
    assertTrue(e.retryable());
  }

  /** A lock belongs to its thread. */
  private void giveBack(KeyLocks.Held held) throws Exception {
    elsewhere(
        () -> {
          held.close();
          return held;
        });
  }

  private <T> T elsewhere(Callable<T> task) throws Exception {
    return otherThread.submit(task).get();
  }

  @Test
  void claimsAndFirstWritesWaitForNobody() throws Exception {
    for (String key : List.of("run/run.json", "run/other")) {
      KeyLocks.Held held = elsewhere(() -> locks.acquire("put", key));
      if (key.endsWith("run.json")) {
        Stores.create(impatient, key, "x");
      } else {
        Stores.put(impatient, key, "x");
      }
      giveBack(held);
    }
  }

  @Test
  void anInterruptEndsTheWaitAndTakesNoLockFromOthers() throws Exception {
    Stores.put(impatient, "object", "old");
    KeyLocks.Held held = elsewhere(() -> locks.acquire("put", "object"));
    Thread.currentThread().interrupt();
    Stores.assertFails(
        UnavailableException.class,
        Reason.INTERRUPTED,
        () -> Stores.put(impatient, "object", "new"));
    assertTrue(Thread.interrupted(), "the flag is kept");
    try (KeyLocks other = locks(Duration.ofMillis(20))) {
      Stores.assertFails(
          UnavailableException.class, Reason.TIMEOUT, () -> other.acquire("put", "object").close());
    }
    giveBack(held);
  }

  @Test
  void aLockFileThatWasReplacedIsOpenedAnew() throws Exception {
    locks.acquire("put", "object").close();
    Path file = root.resolve(".runpaths/locks/keys");
    Object before = Files.getAttribute(file, "unix:ino");
    Path moved = Files.move(file, root.resolve("moved"));
    locks.acquire("put", "object").close();
    assertTrue(Files.exists(file));
    assertFalse(before.equals(Files.getAttribute(file, "unix:ino")));
    Files.delete(moved);
  }

  @Test
  void aRootThatWasRemovedAndMadeAnewIsLockedAnew() throws Exception {
    Stores.put(impatient, "object", "1");
    Version version = Stores.put(impatient, "object", "2").version();
    for (Path path : Trees.below(root)) {
      if (!path.equals(root)) {
        Files.delete(path);
      }
    }
    Stores.put(impatient, "object", "2");
    impatient.put(Stores.key("object"), Body.of("3"), PutOptions.ifVersion(version));
    assertEquals("3", Stores.text(impatient, "object"));
    assertTrue(Files.exists(root.resolve(".runpaths/locks/keys")));
  }

  @Test
  void theLastBackendClosesTheFile() throws Exception {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return; // Only Linux tells which files are open.
    }
    Stores.put(impatient, "object", "1");
    Stores.put(impatient, "object", "2");
    assertEquals(1, open(descriptors));
    try (StorageBackend second = Stores.open(root)) {
      Stores.put(second, "object", "3");
      assertEquals(1, open(descriptors));
    }
    assertEquals(1, open(descriptors));
    impatient.close();
    assertEquals(0, open(descriptors));
  }

  private long open(Path descriptors) throws IOException {
    Path file = root.toRealPath().resolve(".runpaths/locks/keys");
    try (var all = Files.list(descriptors)) {
      return all.filter(each -> pointsTo(each, file)).count();
    }
  }

  private static boolean pointsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // Closed meanwhile: it was the one of this very listing.
    }
  }

  @Test
  void whoMayWriteTheRootMayLock() throws IOException {
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    Stores.put(impatient, "object", "1");
    Stores.put(impatient, "object", "2");
    assertEquals(
        "rw-rw-rw-",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(root.resolve(".runpaths/locks/keys"))));
  }

  @Test
  void whereThereAreNoLocksCompareAndSetIsRefusedAndPlainWritesGoOn() throws IOException {
    // A folder in the place of the lock file can never be locked.
    Files.createDirectories(root.resolve(".runpaths/locks/keys"));
    try (StorageBackend store = Stores.open(root, Options.NONE.with("local.locks", "false"))) {
      assertFalse(store.capabilities().has(Capability.PUT_IF_VERSION));
      assertFalse(store.capabilities().has(Capability.DELETE_IF_VERSION));
      assertTrue(store.capabilities().has(Capability.PUT_IF_ABSENT));
      Stores.create(store, "object", "1");
      Version version = Stores.put(store, "object", "2").version();
      Stores.assertFails(
          UnsupportedException.class,
          Reason.NOT_PROMISED,
          () -> store.put(Stores.key("object"), Body.of("3"), PutOptions.ifVersion(version)));
      assertEquals("2", Stores.text(store, "object"));
    }
  }
}
