package io.runpaths.vfs;

import static io.runpaths.vfs.Sentences.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Location;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.apache.commons.vfs2.provider.AbstractFileSystem;
import org.junit.jupiter.api.Test;

final class MountsTest {
  private final VfsFailures failures = new VfsFailures(Location.parse("sftp://host/scratch"));
  private final List<FakeMount> opened = new ArrayList<>();
  private final Semaphore free = new Semaphore(2);
  private final Mounts mounts =
      new Mounts((operation, location) -> fake(), failures, free, Duration.ofMillis(50));

  private FakeMount fake() {
    FakeMount mount = new FakeMount();
    opened.add(mount);
    return mount;
  }

  @Test
  void aMountThatCameBackSoundIsLentAgain() throws StorageException {
    Mount first = borrow();
    mounts.giveBack(first);
    assertSame(first, borrow());
    assertEquals(1, opened.size());
  }

  @Test
  void aMountThatCameBackBrokenIsClosedAndReplaced() throws StorageException {
    FakeMount first = borrow();
    first.sound = false;
    mounts.giveBack(first);
    assertTrue(first.closed);
    assertNotSame(first, borrow());
  }

  @Test
  void aMountThatBrokeWhileItWasIdleIsReplaced() throws StorageException {
    FakeMount first = borrow();
    mounts.giveBack(first);
    first.sound = false;
    assertNotSame(first, borrow());
    assertTrue(first.closed);
  }

  @Test
  void whoeverFindsAllInUseWaitsAndIsThenToldSo() throws StorageException {
    Mount first = borrow();
    borrow();
    UnavailableException failure = assertThrows(UnavailableException.class, this::borrow);
    assertEquals(Reason.TIMEOUT, failure.reason());
    assertSays("sftp.connections", failure);
    mounts.giveBack(first);
    assertSame(first, borrow());
  }

  @Test
  void aFailureToOpenTakesNoPlace() throws StorageException {
    Mounts failing =
        new Mounts(
            (operation, location) -> {
              throw failures.missing(operation, location, null);
            },
            failures,
            free,
            Duration.ofMillis(50));
    for (int i = 0; i < 5; i++) {
      StorageException failure =
          assertThrows(StorageException.class, () -> failing.borrow("stat", "a"));
      assertEquals(Reason.NO_SUCH_OBJECT, failure.reason());
    }
    assertEquals(2, free.availablePermits());
  }

  @Test
  void anInterruptedBorrowerIsToldSo() throws StorageException {
    borrow();
    borrow();
    Thread.currentThread().interrupt();
    UnavailableException failure = assertThrows(UnavailableException.class, this::borrow);
    assertEquals(Reason.INTERRUPTED, failure.reason());
    assertTrue(Thread.interrupted(), "the thread stays interrupted");
  }

  @Test
  void closingAbortsWhatIsInUseAndClosesWhatIsIdle() throws StorageException {
    FakeMount used = borrow();
    FakeMount idle = borrow();
    mounts.giveBack(idle);
    mounts.close();
    assertTrue(used.aborted);
    assertTrue(idle.closed);
    mounts.giveBack(used);
    assertTrue(used.closed);
    UnavailableException failure = assertThrows(UnavailableException.class, this::borrow);
    assertEquals(Reason.CLOSED, failure.reason());
  }

  private FakeMount borrow() throws StorageException {
    return (FakeMount) mounts.borrow("stat", "sftp://host/scratch/a");
  }

  /** Does nothing, and remembers what was done to it. */
  private static final class FakeMount implements Mount {
    private boolean sound = true;
    private boolean closed;
    private boolean aborted;

    @Override
    public AbstractFileSystem files() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String top() {
      return "";
    }

    @Override
    public <T> T call(Callable<T> step) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T transfer(Callable<T> step) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public boolean replacesAtOnce() {
      return true;
    }

    @Override
    public boolean isSound() {
      return sound;
    }

    @Override
    public boolean answers() {
      return sound;
    }

    @Override
    public void abort() {
      aborted = true;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
