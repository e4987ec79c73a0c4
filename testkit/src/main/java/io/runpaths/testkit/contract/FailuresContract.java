package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Capability;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures: bodies that lie, damaged bytes, interrupted threads, closed backends. */
public abstract class FailuresContract extends StoreContract {
  /** For the classes that adopt the contract. */
  protected FailuresContract() {}

  // -- bodies that lie

  @ParameterizedTest(name = "{0} bytes of 1000")
  @ValueSource(ints = {0, 1, 999, 1_001, 20_000})
  void aBodyOfAnotherLengthThanAnnouncedIsNotPublished(int given) throws IOException {
    Body lying = Bodies.announcing(1_000, noise(7, given));
    assertThrows(
        CorruptDataException.class, () -> store().put(key("new"), lying, PutOptions.REPLACE));
    assertAbsent("new");
    put("old", "stays");
    assertThrows(
        CorruptDataException.class, () -> store().put(key("old"), lying, PutOptions.REPLACE));
    assertEquals("stays", text("old"));
    assertListed(List.of("old"), "", Depth.ALL);
  }

  @Test
  void aLargeBodyThatEndsEarlyIsNotPublished() throws IOException {
    int size = fixture().largeBytes();
    Body lying = Bodies.announcing(size, noise(8, size - 1));
    assertThrows(
        CorruptDataException.class, () -> store().put(key("new"), lying, PutOptions.REPLACE));
    assertAbsent("new");
    assertListed(List.of(), "", Depth.ALL);
  }

  @Test
  void aBodyThatCannotBeReadToItsEndIsNotPublished() throws IOException {
    put("old", "stays");
    Body broken = Bodies.breakingAfter(50_000, 100_000);
    StorageException failure =
        assertThrows(
            StorageException.class, () -> store().put(key("old"), broken, PutOptions.REPLACE));
    assertTrue(hasCause(failure, Bodies.BROKE), "the cause is kept: " + failure);
    assertThrows(StorageException.class, () -> store().put(key("new"), broken, PutOptions.REPLACE));
    assertEquals("stays", text("old"));
    assertAbsent("new");
    assertListed(List.of("old"), "", Depth.ALL);
  }

  @Test
  void aBodyLargerThanTheStoreTakesIsRefusedUnread() throws IOException {
    long most = store().capabilities().maxObjectBytes();
    if (most == Long.MAX_VALUE) {
      // The largest number there is: no body can be larger, and nothing is to be refused.
      assertEquals(1, put("object", "x").size());
      return;
    }
    Body huge = Bodies.neverToBeRead(most + 1);
    UnsupportedException refusal =
        assertRefused(() -> store().put(key("huge"), huge, PutOptions.REPLACE));
    assertEquals(Reason.TOO_LARGE, refusal.reason());
    assertAbsent("huge");
  }

  // -- damage

  @Test
  void storedBytesThatWereDamagedAreNoticedWhereThatIsPromised() throws IOException {
    byte[] bytes = noise(10, 10_000);
    put("object", bytes, PutOptions.REPLACE);
    if (fixture().damage(key("object")) && promises(Capability.CHECKSUMS)) {
      assertThrows(CorruptDataException.class, () -> bytes("object"));
    } else {
      assertEquals(10_000, bytes("object").length);
    }
  }

  @Test
  void anUploadWhoseWriteFailedIsNeverPublished() throws IOException {
    put("old", "stays");
    for (String key : List.of("old", "new")) {
      Upload upload = store().upload(key(key), PutOptions.REPLACE);
      write(upload, utf8("a good beginning"));
      boolean failing = fixture().failWrites(true);
      StorageException failure =
          failing
              ? assertThrows(
                  StorageException.class,
                  () -> {
                    write(upload, noise(8, fixture().largeBytes()));
                    upload.commit();
                  })
              : null;
      fixture().failWrites(false);
      if (failure == null) {
        upload.close();
      }
      assertThrows(IOException.class, () -> upload.output().write(utf8("more")));
      assertThrows(UnavailableException.class, upload::commit, "damaged uploads stay damaged");
      upload.close();
      upload.close();
    }
    assertEquals("stays", text("old"));
    assertAbsent("new");
    assertListed(List.of("old"), "", Depth.ALL);
  }

  @Test
  void aPutThatFailsLeavesWhatWasThere() throws IOException {
    put("old", "stays");
    if (fixture().failWrites(true)) {
      byte[] large = noise(9, fixture().largeBytes());
      for (String key : List.of("old", "new")) {
        assertThrows(StorageException.class, () -> put(key, large, PutOptions.REPLACE));
      }
    }
    fixture().failWrites(false);
    assertEquals("stays", text("old"));
    assertListed(List.of("old"), "", Depth.ALL);
  }

  // -- interrupts

  @Test
  void anInterruptedThreadEndsItsWorkOrSaysThatItDidNot() throws IOException {
    byte[] bytes = noise(11, 100_000);
    put("old", "stays");
    for (Executable work :
        List.<Executable>of(
            () -> put("put", bytes, PutOptions.REPLACE),
            () -> upload("uploaded", bytes, PutOptions.REPLACE),
            () -> text("old"),
            () -> list("", Depth.ALL, 10),
            () -> store().delete(key("absent"), Precondition.NONE))) {
      Thread.currentThread().interrupt();
      try {
        work.execute();
      } catch (UnavailableException e) {
        assertEquals(Reason.INTERRUPTED, e.reason(), e.getMessage());
        assertTrue(Thread.currentThread().isInterrupted(), "the interrupt is passed on");
      } catch (Throwable e) {
        fail("an interrupt is no " + e, e);
      } finally {
        Thread.interrupted();
      }
    }
    assertEquals("stays", text("old"));
    for (String key : List.of("put", "uploaded")) {
      if (store().exists(key(key))) {
        assertArrayEquals(bytes, bytes(key), "whole or not at all");
      }
    }
  }

  // -- what a failure says

  @Test
  void aFailureNamesTheOperationTheObjectAndTheWayOut() throws IOException {
    put("folder/object", "x");
    List<StorageException> failures = new ArrayList<>();
    failures.add(assertThrows(StorageException.class, () -> text("folder/absent")));
    failures.add(
        assertThrows(
            StorageException.class,
            () -> store().read(key("folder/object"), ReadOptions.of(ByteRange.from(100))).close()));
    failures.add(
        assertThrows(
            StorageException.class,
            () ->
                store()
                    .put(
                        key("folder/lying"),
                        Bodies.announcing(5, noise(1, 4)),
                        PutOptions.REPLACE)));
    failures.add(
        assertThrows(
            StorageException.class,
            () -> {
              put("folder/object", utf8("y"), PutOptions.IF_ABSENT);
            }));
    failures.add(
        assertThrows(
            StorageException.class,
            () ->
                put(
                    "folder/object",
                    utf8("y"),
                    PutOptions.ifVersion(put("folder/stale", "z").version()))));
    for (StorageException failure : failures) {
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("folder/"), message);
      assertTrue(message.endsWith(".") && message.indexOf('\n') < 0, "one sentence: " + message);
      assertFalse(failure.operation().isBlank(), message);
      assertTrue(failure.location().contains("folder/"), failure.location());
      assertFalse(failure.retryable(), "no retry helps here: " + message);
    }
  }

  // -- closing

  @Test
  void afterCloseEveryMethodSaysClosed() throws IOException {
    put("object", "x");
    Version version = version("object");
    StorageBackend closed = another();
    assertEquals(version, closed.stat(key("object")).orElseThrow().version());
    closed.close();
    assertSaysClosed(closed::capabilities);
    assertSaysClosed(() -> closed.stat(key("object")));
    assertSaysClosed(() -> closed.exists(key("object")));
    assertSaysClosed(() -> closed.read(key("object"), ReadOptions.ALL));
    assertSaysClosed(() -> closed.put(key("object"), Body.of("y"), PutOptions.REPLACE));
    assertSaysClosed(() -> closed.upload(key("object"), PutOptions.REPLACE));
    assertSaysClosed(
        () ->
            closed.copyFrom(
                closed.root().resolve("object"), version, key("copy"), PutOptions.REPLACE));
    assertSaysClosed(() -> list(closed, KeyPrefix.ROOT, Depth.ALL, 10));
    assertSaysClosed(() -> closed.delete(key("object"), Precondition.NONE));
    assertSaysClosed(() -> closed.deleteAll(List.of(key("object"))));
    assertEquals("x", text("object"), "other backends at the root stay open");
  }

  @Test
  void closingTwiceDoesNothing() throws IOException {
    StorageBackend twice = another();
    twice.stat(key("object"));
    twice.close();
    twice.close();
    put("object", "x");
    assertEquals("x", text("object"));
  }

  // -- helpers

  private static void assertSaysClosed(Executable call) {
    assertFails(UnavailableException.class, Reason.CLOSED, call);
  }

  private static boolean hasCause(Throwable failure, String message) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (message.equals(cause.getMessage())) {
        return true;
      }
    }
    return false;
  }
}
